// What is counted in each picture: modes, quality and a divergence, by the rules of gan_course/lab/counts.py.

import { cells } from "./data.js";

const REACH = 3; // standard deviations

// fakes: Float32Array of points. Returns {modes, of, quality, divergence}.
export function counts(fakes, { means, std, limits, cells: real }) {
  const n = fakes.length / 2, hits = new Float64Array(means.length), finite = [];
  for (let i = 0; i < n; i++) {
    const x = fakes[2 * i], y = fakes[2 * i + 1];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    finite.push(x, y);
    let best = Infinity, mode = 0;
    for (let m = 0; m < means.length; m++) {
      const dx = x - means[m][0], dy = y - means[m][1], square = dx * dx + dy * dy;
      if (square < best) {
        best = square;
        mode = m;
      }
    }
    if (Math.sqrt(best) <= REACH * std[mode]) hits[mode] += 1;
  }
  const good = hits.reduce((a, b) => a + b, 0);
  return { modes: hits.filter((hit) => hit > 0).length, of: means.length, quality: good / n,
           divergence: finite.length ? jensenShannon(cells(finite, limits), real) : Math.LN2 };
}

// In nats, of two histograms.
export function jensenShannon(p, q) {
  const sum = (values) => values.reduce((a, b) => a + b, 0), ofP = sum(p), ofQ = sum(q);
  let found = 0;
  for (let i = 0; i < p.length; i++) {
    const a = p[i] / ofP, b = q[i] / ofQ, middle = (a + b) / 2;
    if (a > 0) found += (a * Math.log(a / middle)) / 2;
    if (b > 0) found += (b * Math.log(b / middle)) / 2;
  }
  return found;
}
