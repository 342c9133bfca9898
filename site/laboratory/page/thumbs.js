// Small drawings: a set of data, a cloud of points, a player's layers.

import { colour, dice, normal, sharp } from "./dom.js";

const RING = Array.from({ length: 8 }, (_, i) => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)]);
const GRID = Array.from({ length: 25 }, (_, i) => [(i % 5) * 0.5 - 1, Math.floor(i / 5) * 0.5 - 1]);
const THREE = [[-0.7, -0.5], [0.7, -0.4], [0, 0.8]];

// Points of the kind of each set of data, for its thumbnail alone.
const POINTS = {
  ring: (r) => spread(RING[Math.floor(8 * r())], 0.03, r),
  grid: (r) => spread(GRID[Math.floor(25 * r())], 0.025, r),
  gaussians: (r) => spread(THREE[Math.floor(3 * r())], 0.12, r),
  line: (r) => { const t = r(); return spread([-0.9 + 1.8 * t, -0.6 + 1.2 * t], 0.02, r); },
  spiral: (r) => { const t = Math.sqrt(r()), a = 4 * Math.PI * t; return spread([t * Math.cos(a), t * Math.sin(a)], 0.02, r); },
  disjoint: (r) => spread([r() < 0.5 ? -1.1 : 1.1, 0], 0.07, r),
  noise: (r) => spread([0, 0], 0.5, r),
  uniform: (r) => [2 * r() - 1, 2 * r() - 1],
};

const spread = ([x, y], std, random) => [x + std * normal(random), y + std * normal(random)];

export function dataThumb(canvas, kind, drawn = []) {
  if (kind === "drawn" && !drawn.length) return pencil(canvas);
  const random = dice(3);
  const points = kind === "drawn" ? drawn : Array.from({ length: kind === "noise" ? 130 : 180 }, () => POINTS[kind](random));
  cloud(canvas, points.flat(), [-1.45, 1.45], colour(kind === "noise" || kind === "uniform" ? "--soft" : "--real"), kind !== "noise" && kind !== "uniform");
}

export function cloud(canvas, values, [low, high], fill, square = false, most = 180) {
  const [pen, width, height] = sharp(canvas), side = Math.min(width, height);
  if (!width) return;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = fill;
  pen.globalAlpha = 0.85;
  pen.beginPath();
  for (let i = 0; i + 1 < values.length && i < 2 * most; i += 2) {
    const x = width / 2 + ((values[i] - (low + high) / 2) / (high - low)) * side;
    const y = height / 2 - ((values[i + 1] - (low + high) / 2) / (high - low)) * side;
    if (!(x > 0 && x < width && y > 0 && y < height)) continue;
    if (square) pen.rect(x - 1.1, y - 1.1, 2.2, 2.2);
    else {
      pen.moveTo(x + 1.3, y);
      pen.arc(x, y, 1.3, 0, 7);
    }
  }
  pen.fill();
  pen.globalAlpha = 1;
}

function pencil(canvas) {
  const [pen, width, height] = sharp(canvas), side = Math.min(width, height);
  pen.clearRect(0, 0, width, height);
  const place = (x, y) => [width / 2 + (x * side) / 2.9, height / 2 - (y * side) / 2.9];
  pen.strokeStyle = colour("--real");
  pen.lineWidth = 2.2;
  pen.lineCap = "round";
  pen.beginPath();
  for (let i = 0; i <= 40; i++) {
    const t = i / 40;
    if (i) pen.lineTo(...place(-1.05 + 1.8 * t, 0.55 * Math.sin(7 * t) - 0.25));
    else pen.moveTo(...place(-1.05, -0.25));
  }
  pen.stroke();
  pen.fillStyle = colour("--ink");
  pen.beginPath();
  const [x, y] = place(0.75, 0.12), s = side;
  pen.moveTo(x, y);
  for (const [dx, dy] of [[0.05, -0.17], [0.25, -0.36], [0.33, -0.28], [0.14, -0.08]]) pen.lineTo(x + s * dx, y + s * dy);
  pen.fill();
}

// A player: its layers as bars, the wider the higher.
export function glyph(canvas, widths) {
  const [pen, width, height] = sharp(canvas), gap = width / (widths.length + 1);
  if (!width) return;
  pen.clearRect(0, 0, width, height);
  const high = widths.map((value) => height * (0.14 + (0.62 * Math.log2(value + 1)) / 9));
  pen.fillStyle = "#fff";
  pen.globalAlpha = 0.3;
  pen.beginPath();
  for (let i = 1; i < widths.length; i++) {
    pen.moveTo(gap * i, height / 2 - high[i - 1] / 2);
    pen.lineTo(gap * (i + 1), height / 2 - high[i] / 2);
    pen.lineTo(gap * (i + 1), height / 2 + high[i] / 2);
    pen.lineTo(gap * i, height / 2 + high[i - 1] / 2);
  }
  pen.fill();
  pen.globalAlpha = 1;
  widths.forEach((_, i) => pen.fillRect(gap * (i + 1) - 2, height / 2 - high[i] / 2, 4, high[i]));
}
