// What a run leaves behind: a timeline of pictures to look back through, and the curves. As gan_course/lab/record.py.

const MOST_PICTURES = 160, MOST_ROWS = 1200, MOST_IN_FILM = 48;
const ARRAYS = ["fakes", "mesh", "arrows", "surface"];

export class Record {
  constructor() {
    Object.assign(this, { pictures: [], rows: [], pictureEvery: 1, rowEvery: 1 });
  }

  // Keep a packed frame, unless the last kept one is near, and its numbers; returns the new row, or null.
  add(packed) {
    const { step } = packed;
    if (!this.pictures.length || step >= this.pictures.at(-1).step + this.pictureEvery) {
      this.pictures.push(packed);
      if (this.pictures.length > MOST_PICTURES) {
        this.pictures = this.pictures.filter((_, i) => i % 2 === 0);
        this.pictureEvery = Math.max(2 * this.pictureEvery, Math.floor(step / (MOST_PICTURES / 2)));
      }
    }
    if (this.rows.length && step < this.rows.at(-1)[0] + this.rowEvery) return null;
    this.rows.push(row(packed));
    if (this.rows.length > MOST_ROWS) {
      this.rows = this.rows.filter((_, i) => i % 2 === 0);
      this.rowEvery = Math.max(2 * this.rowEvery, Math.floor(step / (MOST_ROWS / 2)));
    }
    return this.rows.at(-1);
  }
}

// Pictures of the timeline for an animation, at most 48, evenly chosen with the first and the last: [[of each run], …].
export function film(records) {
  const count = Math.min(...records.map(({ pictures }) => pictures.length)), chosen = new Set();
  for (let i = 0; i < MOST_IN_FILM; i++) chosen.add(Math.round((i * (count - 1)) / (MOST_IN_FILM - 1)));
  if (count < 2) throw new Error("There is nothing that moves yet; press Play first, then save the animation.");
  return [...chosen].map((i) => records.map(({ pictures }) => pictures[i]));
}

const finite = (x) => (Number.isFinite(x) ? x : null);

function row({ step, d_loss, g_loss, counts: { modes, quality, divergence } }) {
  return [step, finite(d_loss), finite(g_loss), modes, quality, finite(divergence)];
}

// A frame as the page takes it: {step, losses, counts, arrays: {name: [shape, kind]}, buffers}.
export function pack({ arrays, shapes, ...rest }) {
  return { ...rest, d_loss: finite(rest.d_loss), g_loss: finite(rest.g_loss),
           arrays: Object.fromEntries(ARRAYS.map((name) => [name, [shapes[name], name === "surface" ? "u1" : "f4"]])),
           buffers: ARRAYS.map((name) => arrays[name]) };
}
