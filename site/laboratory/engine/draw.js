// What a picture shows of a game: fakes, D's opinion, the net of noise, the push on each fake. As gan_course/lab/worlds.py.

import { Program, Tape } from "./tape.js";
import { Stream } from "./chance.js";

export const N_FAKES = 512, N_ARROWS = 96, SURFACE = 33, MESH = 17, N_REAL = 1000;
const FEW = 16; // one in so many of a batch is a point of the surface, where D compares the whole batch

export class Drawing {
  // data: {x: Float32Array of points, limits}.
  constructor(game, data) {
    const { memory, settings: { latent_dim: latent } } = game;
    Object.assign(this, { game, memory, tape: new Tape(memory) });
    const t = this.tape;
    this.noise = memory.room(N_FAKES * latent);
    new Stream(memory, 1, "picture").normal(this.noise, N_FAKES * latent);
    const net = mesh(latent), netRows = net.length / latent;
    this.net = memory.room(net.length);
    memory.set(this.net, net);
    const weights = game.generator.leaves(t, game.averaged ?? game.generator.at);
    const fakes = game.generator.forward(t, t.leaf(this.noise, N_FAKES, latent), weights);
    this.shapes = { fakes: [N_FAKES, 2], mesh: [netRows, 2], arrows: [N_ARROWS, 2], surface: [SURFACE, SURFACE] };
    const outputs = [[fakes, memory.room(2 * N_FAKES)]];
    if (netRows) outputs.push([game.generator.forward(t, t.leaf(this.net, netRows, latent), weights), memory.room(2 * netRows)]);
    outputs.push([this.arrows(fakes, data.x), memory.room(2 * N_ARROWS)]);
    this.whole = game.remedies.some((each) => each.together === null);
    this.points = square(data.limits);
    if (!this.whole) outputs.push([this.surface(), memory.room(SURFACE * SURFACE)]);
    this.program = new Program(t, outputs);
    if (this.whole) this.prepareCompany();
  }

  get group() {
    return this.game.remedies.reduce((n, { together }) => leastMultiple(n, together ?? 1), 1);
  }

  logits(t, points, d, options) {
    for (const remedy of this.game.remedies) points = remedy.single?.(t, this.game, points) ?? points;
    return this.game.discriminator.forward(t, points, d, options);
  }

  // Minus the gradient of G's loss by the place of each fake, times their number.
  arrows(fakes, x) {
    const { tape: t, game, group } = this, rows = Math.ceil(N_ARROWS / group) * group;
    const d = game.discriminator.leaves(t), some = t.fresh(t.head(fakes, rows));
    let real = null;
    if (game.objective.usesReal) {
      const at = this.memory.room(2 * rows);
      this.memory.set(at, x.subarray(0, 2 * rows));
      real = this.logits(t, t.leaf(at, rows, 2), d);
    }
    const loss = game.objective.generator(t, real, this.logits(t, some, d));
    const [gradient] = t.gradients(t.affine(loss, rows), [some]);
    return t.neg(t.head(gradient, N_ARROWS));
  }

  surface() {
    const { tape: t, game, group, points } = this, n = points.length / 2, rows = Math.ceil(n / group) * group;
    const at = this.memory.room(2 * rows);
    this.memory.set(at, points);
    for (let i = n; i < rows; i++) this.memory.set(at + 8 * i, points.subarray(-2));
    const judged = this.logits(t, t.leaf(at, rows, 2), game.discriminator.leaves(t));
    return t.head(t.unary("sigmoid", judged), n);
  }

  // Where D compares a whole batch it meets few points of the surface at a time, among fakes.
  prepareCompany() {
    const { memory, game } = this, size = game.judged, t = new Tape(memory);
    this.few = Math.max(1, Math.floor(size / FEW));
    this.company = memory.room(2 * size);
    const judged = this.logits(t, t.leaf(this.company, size, 2), game.discriminator.leaves(t), { first: this.few });
    this.among = new Program(t, [[t.unary("sigmoid", judged), memory.room(size)]]);
  }

  amongFakes(fakes) {
    const { points, few, game: { judged: size } } = this, found = new Float32Array(points.length / 2);
    const company = this.memory.array(this.company, 2 * size);
    for (let i = few; i < size; i++) {
      const k = (i - few) % N_FAKES;
      company[2 * i] = fakes[2 * k];
      company[2 * i + 1] = fakes[2 * k + 1];
    }
    for (let from = 0; from < found.length; from += few) {
      for (let i = 0; i < few; i++) {
        const k = Math.min(from + i, found.length - 1);
        company[2 * i] = points[2 * k];
        company[2 * i + 1] = points[2 * k + 1];
      }
      this.among.run();
      found.set(this.memory.array(this.among.outputs[0], Math.min(few, found.length - from)), from);
    }
    return found;
  }

  // Arrays of their own: fakes, mesh, arrows as float32, surface as bytes.
  draw() {
    this.program.run();
    const at = [...this.program.outputs], read = (n) => this.memory.array(at.shift(), n).map((x) => (Number.isFinite(x) ? x : 0));
    const raw = this.memory.array(at[0], 2 * N_FAKES).slice();
    const found = { fakes: read(2 * N_FAKES), mesh: this.shapes.mesh[0] ? read(2 * this.shapes.mesh[0]) : new Float32Array(0),
                    arrows: read(2 * N_ARROWS) };
    const opinion = this.whole ? this.amongFakes(found.fakes) : this.memory.array(at.shift(), SURFACE * SURFACE);
    return { ...found, surface: Uint8Array.from(opinion, (p) => 255 * p || 0), raw };
  }
}

function leastMultiple(a, b) {
  let x = a, y = b;
  while (y) [x, y] = [y, x % y];
  return (a / x) * b;
}

// Points on a square lattice over the picture, from low y to high.
function square([low, high]) {
  const found = new Float32Array(2 * SURFACE * SURFACE), at = (i) => low + ((high - low) * i) / (SURFACE - 1);
  for (let i = 0; i < SURFACE * SURFACE; i++) {
    found[2 * i] = at(i % SURFACE);
    found[2 * i + 1] = at(Math.floor(i / SURFACE));
  }
  return found;
}

// Noise on a regular net: a line, a sheet, or nothing.
function mesh(latent) {
  if (latent === 1) return Float32Array.from({ length: 201 }, (_, i) => -2.5 + i / 40);
  if (latent !== 2) return new Float32Array(0);
  return Float32Array.from({ length: 2 * MESH * MESH }, (_, i) => {
    const k = i >> 1;
    return -2.2 + (4.4 * (i % 2 ? Math.floor(k / MESH) : k % MESH)) / (MESH - 1);
  });
}
