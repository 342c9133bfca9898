// A session on this host: the runs with their weights, settings, curves, guesses and notes as one file.

const KIND = "gan-laboratory-session";
const MOST_BYTES = 300_000_000, MOST_NOTES = 8_000_000, MOST_TEXT = 100_000;
const COLUMNS = ["step", "d_loss", "g_loss", "modes", "quality", "divergence"];

// runs: what the engine says of itself.
export function saved(lab, story, runs) {
  const { text, difference, marks } = lab.state;
  return JSON.stringify({ kind: KIND, settings: text, beside: difference, experiment: story.name, step: lab.lastStep,
    changes: marks ?? [], columns: COLUMNS, curves: lab.rows, notes: story.notes, runs });
}

const isText = (value, most = MOST_TEXT) => typeof value === "string" && value.length <= most;

// Guesses and notes, and nothing else: the file can be from anyone.
function notes(given) {
  const found = {};
  if (!given || typeof given !== "object") return found;
  for (const [name, note] of Object.entries(given)) {
    if (!/^\w{1,40}$/.test(name) || !note || typeof note !== "object") continue;
    const parts = ["guess", "saw", "own"].filter((part) => isText(note[part], 10_000)).map((part) => [part, note[part]]);
    found[name] = Object.fromEntries(parts);
  }
  return found;
}

// What is in a file: {settings, beside, experiment, notes, runs, curves}; a session of the course has no runs. Throws an Error for what is no session of the laboratory.
export async function loaded(file) {
  if (file.size > MOST_BYTES) throw new Error("The file is too large for a session of the laboratory.");
  const bytes = new Uint8Array(await file.arrayBuffer());
  let found;
  try {
    found = JSON.parse(bytes[0] === 0x50 ? await firstOf(bytes) : new TextDecoder().decode(bytes));
  } catch {
    throw new Error("The file is no saved session of this laboratory; choose one that its Save made.");
  }
  if (!found || !isText(found.settings) || (found.beside != null && !isText(found.beside)))
    throw new Error("The file holds no settings of this laboratory.");
  return { settings: found.settings, beside: found.beside ?? null, experiment: isText(found.experiment) ? found.experiment : null, notes: notes(found.notes),
    runs: Array.isArray(found.runs) ? found.runs : null, curves: found.curves };
}

// The course's own sessions are zip files; settings and events come first in them, as session.json.
async function firstOf(bytes) {
  const view = new DataView(bytes.buffer), name = new TextDecoder().decode(bytes.subarray(30, 30 + view.getUint16(26, true)));
  const start = 30 + view.getUint16(26, true) + view.getUint16(28, true), size = view.getUint32(18, true);
  if (name !== "session.json" || size > MOST_NOTES) throw new Error("no session");
  const packed = new Blob([bytes.subarray(start, start + size)]).stream();
  const reader = packed.pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts = [];
  for (let total = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new TextDecoder().decode(await new Blob(parts).arrayBuffer());
    total += value.length;
    if (total > MOST_NOTES) throw new Error("too large");
    parts.push(value);
  }
}
