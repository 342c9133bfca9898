// What the laboratory trains on: the distributions of gan_course/lab/distributions.py, drawn by this engine's own chance.

import { Memory } from "./tape.js";
import { Stream } from "./chance.js";

const N_POINTS = 10_000, STATIONS = 20, CELLS = 24, COUNTED = 5000, WIDTH = 0.02;

// {x: Float32Array of 10,000 points, means: [[x, y], …], std: one a mean, limits, cells, hasModes}; the same each time.
export function distribution(module, { data, drawn }) {
  const memory = new Memory(module), chance = new Stream(memory, 0, "data");
  const draw = (kind, n) => {
    const at = memory.room(n);
    chance[kind](at, n);
    return memory.array(at, n).slice();
  };
  if (data === "line" || data === "spiral") {
    const curve = data === "line" ? line : spiral, t = draw("uniform", N_POINTS), noise = draw("normal", 2 * N_POINTS);
    const places = Array.from({ length: STATIONS }, (_, i) => curve((i + 0.5) / STATIONS));
    return withoutModes((i) => curve(t[i]), noise, places);
  }
  if (data === "drawn") {
    const u = draw("uniform", N_POINTS), noise = draw("normal", 2 * N_POINTS);
    return withoutModes((i) => drawn[Math.floor(u[i] * drawn.length)], noise, farApart(drawn, Math.min(STATIONS, drawn.length)));
  }
  const { means, std, weights, limits } = MIXTURES[data](), u = draw("uniform", N_POINTS), noise = draw("normal", 2 * N_POINTS);
  const x = new Float32Array(2 * N_POINTS);
  for (let i = 0; i < N_POINTS; i++) {
    let mode = 0, left = u[i] - weights[0];
    while (left >= 0 && mode < means.length - 1) left -= weights[++mode];
    for (const k of [0, 1]) x[2 * i + k] = means[mode][k] + std * noise[2 * i + k];
  }
  return finished(x, means, means.map(() => std), limits, true);
}

const even = (n) => Array(n).fill(1 / n);

const MIXTURES = {
  ring: () => ({ means: Array.from({ length: 8 }, (_, i) => turned(i / 8)), std: 0.01, weights: even(8), limits: [-1.6, 1.6] }),
  grid: () => ({ means: Array.from({ length: 25 }, (_, i) => [2 * Math.floor(i / 5) - 4, 2 * (i % 5) - 4]), std: 0.05,
                 weights: even(25), limits: [-5.5, 5.5] }),
  gaussians: () => ({ means: [[-0.7, -0.5], [0.7, -0.4], [0, 0.8]], std: 0.12, weights: [0.5, 0.3, 0.2], limits: [-1.6, 1.6] }),
  disjoint: () => ({ means: [[-1.2, 0], [1.2, 0]], std: 0.05, weights: even(2), limits: [-1.8, 1.8] }),
};

const line = (t) => [-0.9 + 1.8 * t, -0.6 + 1.2 * t];

function spiral(t) {
  const root = Math.sqrt(t), [x, y] = turned(2 * root);  // the root spreads the points evenly along the arms
  return [root * x, root * y];
}

// Cosine and sine of so many turns, by sums and products alone: browsers differ in the last bits of their own.
function turned(turns) {
  const quarters = Math.round(4 * turns), a = (turns - quarters / 4) * 2 * Math.PI, z = a * a; // within ± π/4
  let sine = 0, cosine = 0;
  for (let n = 8; n >= 0; n--) {
    sine = 1 - (sine * z) / ((2 * n + 2) * (2 * n + 3));
    cosine = 1 - (cosine * z) / ((2 * n + 1) * (2 * n + 2));
  }
  const found = [cosine, a * sine];
  return [found, [-found[1], found[0]], [-found[0], -found[1]], [found[1], -found[0]]][((quarters % 4) + 4) % 4];
}

function withoutModes(place, noise, places) {
  const x = new Float32Array(2 * N_POINTS);
  for (let i = 0; i < N_POINTS; i++) {
    const [px, py] = place(i);
    x[2 * i] = px + WIDTH * noise[2 * i];
    x[2 * i + 1] = py + WIDTH * noise[2 * i + 1];
  }
  const reach = reachOf(places);
  return finished(x, places, places.map(() => reach), [-1.6, 1.6], false);
}

function finished(x, means, std, limits, hasModes) {
  return { x, means, std, limits, hasModes, cells: cells(x.subarray(0, 2 * COUNTED), limits) };
}

// How many points lie in each cell of a grid over the picture; one beyond it counts at its border.
export function cells(points, [low, high]) {
  const found = new Float64Array(CELLS * CELLS);
  const cell = (value) => Math.min(CELLS - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * CELLS)));
  for (let i = 0; i + 1 < points.length; i += 2) found[cell(points[i + 1]) * CELLS + cell(points[i])] += 1;
  return found;
}

const distance = (a, b) => Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2);

// k of the points, each the farthest from those before it.
function farApart(points, k) {
  const chosen = [points[0]], far = points.map((point) => distance(point, points[0]));
  while (chosen.length < k) {
    const i = far.indexOf(Math.max(...far));
    if (far[i] === 0) break;
    chosen.push(points[i]);
    points.forEach((point, j) => (far[j] = Math.min(far[j], distance(point, points[i]))));
  }
  return chosen;
}

// A third of half the distance to the next station: three standard deviations meet between two of them.
function reachOf(places) {
  const gaps = places.map((a, i) => Math.min(1e9, ...places.filter((_, j) => j !== i).map((b) => distance(a, b)))).sort((a, b) => a - b);
  const n = gaps.length, middle = (gaps[(n - 1) >> 1] + gaps[n >> 1]) / 2;
  return Math.min(0.2, Math.max(0.02, middle / 6));
}
