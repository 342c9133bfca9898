// A run as data, so that it goes on elsewhere to the last bit: its numbers as text, and all else that JSON can hold.

import { REMEDIES, checked, checkedRemedy, fromText, toText } from "./settings.js";

const PLAYERS = ["generator", "discriminator"];
const MOST = 1e12;       // steps, events, numbers drawn
const COLUMNS = 6;       // of a row of the curves

// [address, how many numbers] of all that a game keeps from one step to the next.
function places(game) {
  const { generator, given, discriminator, reconstructor, memories, optimism, averaged } = game;
  const found = [];
  for (const { at, room, parts } of new Set([generator, given, discriminator, reconstructor].filter(Boolean))) {
    found.push([at, room]);
    for (const { u, v, rows, columns } of parts) if (u) found.push([u, columns], [v, rows]);
  }
  for (const [player, { first, second }] of Object.entries(memories)) found.push([first, game[player].room], [second, game[player].room]);
  for (const [player, { stood, last }] of Object.entries(optimism)) found.push([stood, game[player].room], [last, game[player].room]);
  if (averaged) found.push([averaged, generator.room]);
  return found;
}

const total = (game) => places(game).reduce((sum, [, n]) => sum + n, 0);

function text(array) {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let found = "";
  for (let i = 0; i < bytes.length; i += 8192) found += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(found);
}

function numbers(what, kind, length) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(what), (letter) => letter.charCodeAt(0));
  } catch {
    bytes = new Uint8Array(0);
  }
  const found = bytes.length === length * kind.BYTES_PER_ELEMENT ? new kind(bytes.buffer) : damaged();
  return found.every(Number.isFinite) ? found : damaged();
}

function damaged() {
  throw new Error("The session's numbers do not fit its settings: the file is damaged, or of another edition of the page.");
}

const whole = (value, most = MOST) => (Number.isSafeInteger(value) && value >= 0 && value <= most ? value : damaged());

// What a session holds of an engine.
export function saved({ game, settings, start, step, losses, events, streams, order, diverged }) {
  if (diverged) throw new Error("This run has ended in what is no number. Reset, then save one that goes on.");
  const { memory, done, store, written } = game, all = new Float32Array(total(game));
  let at = 0;
  for (const [address, n] of places(game)) {
    all.set(memory.array(address, n), at);
    at += n;
  }
  return {
    settings: toText(settings), start: toText(start), step, losses: losses.map((loss) => (Number.isFinite(loss) ? loss : null)), done,
    events: events.map(([kind, ...rest]) => (kind === "compile" ? [kind, toText(rest[0])] : [kind, ...rest])),
    drawn: Object.fromEntries(Object.entries(streams).map(([name, stream]) => [name, stream.at])),
    order: text(Uint16Array.from(order.order)), next: order.next, numbers: text(all),
    ...(store && { store: text(store), written }),
  };
}

// Put an engine that was just built with the session's settings where the saved one stood. Throws an Error for what no
// run can hold; the engine is then of no use.
export function resume(engine, kept) {
  const { game, streams, order } = engine, { memory } = game;
  if (!kept || typeof kept !== "object" || kept.settings !== toText(engine.settings)) damaged();
  const all = numbers(kept.numbers, Float32Array, total(game));
  let at = 0;
  for (const [address, n] of places(game)) memory.set(address, all.subarray(at, (at += n)));
  if (game.store) {
    game.store.set(numbers(kept.store, Float32Array, game.store.length));
    game.written = whole(kept.written);
  }
  for (const name of Object.keys(game.done)) game.done[name] = whole(kept.done?.[name]);
  for (const [name, stream] of Object.entries(streams)) stream.at = whole(kept.drawn?.[name], 2 ** 53 - 1);
  const rows = numbers(kept.order, Uint16Array, order.order.length);
  if (new Set(rows).size !== rows.length || rows.some((row) => row >= rows.length)) damaged();
  order.order.set(rows);
  order.next = whole(kept.next, rows.length);
  engine.start = fromText(String(kept.start));
  engine.events = Array.isArray(kept.events) ? kept.events.map(event) : damaged();
  engine.step = whole(kept.step);
  engine.losses = [0, 1].map((i) => (Number.isFinite(kept.losses?.[i]) ? kept.losses[i] : NaN));
}

// An event that a run can have; what a program is written from is never anybody's text.
function event([kind, what, value]) {
  if (kind === "fit" || kind === "single" || PLAYERS.includes(kind)) return [kind, whole(what)];
  if (kind === "rate" && PLAYERS.includes(what)) return [kind, what, checked(`${what}_rate`, value)];
  if (kind === "turn" && Object.hasOwn(REMEDIES, what) && REMEDIES[what].number != null) return [kind, what, checkedRemedy(what, value)];
  return kind === "compile" ? [kind, fromText(String(what))] : damaged();
}

// The rows of the curves of a session, those that are some.
export function curve(rows) {
  if (!Array.isArray(rows)) return [];
  return rows.filter((row, i) => Array.isArray(row) && row.length === COLUMNS && Number.isSafeInteger(row[0]) &&
                                 row.every((x) => x === null || Number.isFinite(x)) && (i === 0 || row[0] >= rows[i - 1]?.[0]));
}
