// What the tests ask of the engine: given weights, batches and random numbers in, gradients and trained weights out.

import { Memory, Program, Tape } from "../../site/laboratory/engine/tape.js";
import { Stream } from "../../site/laboratory/engine/chance.js";
import { Game } from "../../site/laboratory/engine/game.js";
import { Drawing } from "../../site/laboratory/engine/draw.js";
import { distribution } from "../../site/laboratory/engine/data.js";
import { counts } from "../../site/laboratory/engine/counts.js";
import { Engine } from "../../site/laboratory/engine/engine.js";
import { resume, saved } from "../../site/laboratory/engine/session.js";
import { fromText, know, toText } from "../../site/laboratory/engine/settings.js";

function place(network, weights, vectors = []) {
  network.memory.set(network.at, weights.flat());
  network.parts.filter((part) => part.u).forEach((part, i) => network.memory.set(part.u, vectors[i]));
}

// steps: [{reals: one (batch, 2) for each update of D, noises, draws: the random numbers of the step, in order}].
export function trained(module, { settings, weights, steps, pictures }) {
  const game = new Game(module, settings), { memory } = game;
  place(game.generator, weights.generator);
  place(game.discriminator, weights.discriminator, weights.vectors);
  if (game.reconstructor) place(game.reconstructor, weights.reconstructor);
  game.follow();
  const losses = [], gradients = {};
  steps.forEach(({ reals, noises, draws }, i) => {
    let critic = 0, drawn = 0;
    const given = (at, n) => {
      if (draws[drawn].length !== n) throw new Error(`draw ${drawn}: ${n} numbers wanted, ${draws[drawn].length} stored`);
      memory.set(at, draws[drawn++]);
    };
    game.step(() => {
      memory.set(game.real, reals[critic].flat());
      memory.set(game.noise, noises[critic++].flat());
    }, { uniform: given, normal: given });
    if (drawn !== draws.length) throw new Error(`${draws.length} random arrays stored, ${drawn} used`);
    if (i === 0) for (const player of ["generator", "discriminator"])
      gradients[player] = [...memory.array(game.memories[player].gradient, game[player].size)];
    losses.push(game.loss);
  });
  const found = { losses, gradients, generator: [...game.generator.values()], discriminator: [...game.discriminator.values()] };
  if (game.averaged) found.averaged = [...memory.array(game.averaged, game.generator.size)];
  if (game.reconstructor) found.reconstructor = [...game.reconstructor.values()];
  if (pictures) {
    const drawing = new Drawing(game, { x: Float32Array.from(pictures.x.flat()), limits: pictures.limits });
    memory.set(drawing.noise, pictures.noise.flat());
    const { fakes, mesh, arrows, surface } = drawing.draw();
    Object.assign(found, { fakes: [...fakes], mesh: [...mesh], arrows: [...arrows], surface: [...surface] });
  }
  return found;
}

// The sentence with which a game of these settings is refused, or null.
export function refused(module, { settings }) {
  try {
    new Game(module, settings);
    return null;
  } catch (error) {
    return error.message;
  }
}

// A run from its seed, drawn every so many steps (0: never).
export function seeded(module, { settings, steps, look_every }) {
  const engine = new Engine(module, settings), losses = [];
  while (engine.step < steps) {
    engine.advance(1);
    losses.push(...engine.losses);
    if (look_every && engine.step % look_every === 0) engine.frame();
  }
  const { generator, discriminator } = engine.game;
  return { losses, weights: [...generator.values(), ...discriminator.values()] };
}

// A run that was saved as text after some steps and went on elsewhere, beside the run itself.
export function resumed(module, { schema, text, steps, more, damage = {} }) {
  know(schema);
  const engine = new Engine(module, fromText(text));
  engine.advance(steps);
  const kept = { ...JSON.parse(JSON.stringify(saved(engine))), ...damage };
  const other = new Engine(module, fromText(text));
  try {
    resume(other, kept);
  } catch (error) {
    return { refused: error.message };
  }
  return [engine, other].map((each) => {
    each.advance(more);
    const { generator, discriminator, memory, averaged } = each.game;
    return { step: each.step, events: each.events, counts: each.frame().counts, losses: each.losses,
             weights: [...generator.values(), ...discriminator.values(), ...(averaged ? memory.array(averaged, generator.size) : [])] };
  });
}

// Gradients of the same step on trained weights, first and after others have run over the same memory.
export function replayed(module, { settings, steps }) {
  const engine = new Engine(module, settings);
  engine.advance(steps);
  const { game } = engine, { memory } = game, players = ["generator", "discriminator"];
  const half = (at, n) => memory.array(at, n).fill(0.5), chance = { uniform: half, normal: half };
  const kept = ["real", "noise"].map((name) => [game[name], memory.array(game[name], settings.batch_size * 2).slice()]);
  const states = players.map((player) => ({ player, values: game[player].values().slice(), done: game.done[player],
    first: memory.array(game.memories[player].first, game[player].size).slice(),
    second: memory.array(game.memories[player].second, game[player].size).slice() }));
  const once = () => {
    for (const { player, values, done, first, second } of states) {
      memory.set(game[player].at, values);
      memory.set(game.memories[player].first, first);
      memory.set(game.memories[player].second, second);
      game.done[player] = done;
    }
    game.step(() => kept.forEach(([at, values]) => memory.set(at, values)), chance);
    return players.map((player) => [...memory.array(game.memories[player].gradient, game[player].size)]);
  };
  const before = once();
  for (let i = 0; i < 3; i++) {
    engine.advance(1);
    engine.frame();
  }
  return [before, once()];
}

// Numbers of a stream.
export function numbers(module, { kind, n, seed, name, parts }) {
  const memory = new Memory(module), stream = new Stream(memory, seed, name), found = [];
  for (const part of parts ?? [n]) {
    const at = memory.room(part);
    stream[kind](at, part);
    found.push(...memory.array(at, part));
  }
  return found;
}

// One operation on given matrices.
export function kernel(module, { op, inputs, more = [] }) {
  const memory = new Memory(module), t = new Tape(memory);
  const nodes = inputs.map((rows) => {
    const at = memory.room(rows.length * rows[0].length);
    memory.set(at, rows.flat());
    return t.leaf(at, rows.length, rows[0].length);
  });
  const program = new Program(t, [[t[op] ? t[op](...nodes, ...more) : t.unary(op, ...nodes), null]]);
  program.run();
  return [...memory.array(program.outputs[0], program.sizes[0])];
}

// The data of a name, and counts of given fakes.
export function counted(module, { data, drawn = [], fakes }) {
  const { x, ...known } = distribution(module, { data, drawn });
  return { ...known, cells: [...known.cells], x: [...x], counts: counts(Float32Array.from((fakes ?? [...x]).flat()), { ...known }) };
}

// Settings read from a text, or the sentence that refuses it.
export function settings(_module, { schema, text }) {
  know(schema);
  try {
    const found = fromText(text);
    return { settings: found, text: toText(found) };
  } catch (error) {
    return { error: error.message };
  }
}
