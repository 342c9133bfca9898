// One run, drawn: D's opinion, G's net, real points, pushes, and the fakes last, since no layer may hide them.

import { colour, sharp } from "./dom.js";

const LEVELS = [0.2, 0.35, 0.65, 0.8];
const ROUND = 2 * Math.PI;

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

// A square of values with a point more between each two, by cubic interpolation: its contours are smooth.
function finer(values) {
  const side = Math.round(Math.sqrt(values.length)), fine = 2 * side - 1, across = new Float32Array(side * fine);
  const row = (from, step, out, to, outStep) => {
    for (let i = 0; i < side; i++) {
      const here = values_[from + i * step];
      out[to + 2 * i * outStep] = here;
      if (i + 1 === side) break;
      const next = values_[from + (i + 1) * step];
      const before = i ? values_[from + (i - 1) * step] : here, after = i + 2 < side ? values_[from + (i + 2) * step] : next;
      const middle = (9 * (here + next) - before - after) / 16;
      out[to + (2 * i + 1) * outStep] = Math.min(255, Math.max(0, middle));
    }
  };
  let values_ = values;
  for (let j = 0; j < side; j++) row(j * side, 1, across, j * fine, 1);
  const whole = new Float32Array(fine * fine);
  values_ = across;
  for (let i = 0; i < fine; i++) row(i, fine, whole, i, fine);
  return whole;
}

export class Picture {
  // canvas: where to draw; side: its pixels, of one that is not on the page. data: {real: Float32Array of x, y, …; limits: [low, high]}.
  constructor(canvas, side = null) {
    Object.assign(this, { canvas, side });
    this.sheet = document.createElement("canvas");
    this.data = null;
    this.strokes = null; // points of a drawing in the making
  }

  place(x, y) {
    const [low, high] = this.data?.limits ?? [-1.6, 1.6];
    return [((x - low) / (high - low)) * this.width, this.height - ((y - low) / (high - low)) * this.height];
  }

  // The point of the plane under the pointer.
  point(event) {
    const box = this.canvas.getBoundingClientRect(), [low, high] = this.data?.limits ?? [-1.6, 1.6];
    return [low + ((event.clientX - box.left) / box.width) * (high - low),
            high - ((event.clientY - box.top) / box.height) * (high - low)];
  }

  // run: a frame's arrays, or null. show: what is drawn. phase: of slow motion, or null.
  draw(run, show, phase = null) {
    [this.pen, this.width, this.height] = this.side ? [this.canvas.getContext("2d"), this.side, this.side] : sharp(this.canvas);
    if (!this.width) return;
    const pen = this.pen, unit = Math.max(0.75, this.width / 560);
    pen.fillStyle = colour("--low");
    pen.fillRect(0, 0, this.width, this.height);
    if (this.strokes) return this.drawing(unit);
    if (run && show.surface && run.surface) this.opinion(run.surface, unit);
    if (run && show.net && run.mesh) this.net(run.mesh, unit);
    if (show.real && this.data?.real) this.real(unit);
    if (!run) return;
    if (show.push && run.arrows && (phase == null || phase >= 2)) this.pushes(run.fakes, run.arrows, unit);
    if (show.fakes && run.fakes) {
      this.dots(run.fakes, 3.5 * unit, colour("--halo"), 0.95);
      this.dots(run.fakes, 2.5 * unit, colour("--g"), 1);
    }
  }

  // A drawing in the making: the square that it must stay in, its points, and the pen that the keys move.
  drawing(unit) {
    const [left, top] = this.place(-1, 1), [right, bottom] = this.place(1, -1), pen = this.pen;
    pen.strokeStyle = colour("--line2");
    pen.setLineDash([4, 4]);
    pen.strokeRect(left, top, right - left, bottom - top);
    pen.setLineDash([]);
    this.dots(this.strokes.flat(), 2.6 * unit, colour("--real"), 1, true);
    if (!this.nib) return;
    const [x, y] = this.place(...this.nib);
    pen.strokeStyle = colour("--ink");
    pen.lineWidth = 2;
    pen.strokeRect(x - 7, y - 7, 14, 14);
  }

  dots(values, size, fill, alpha, square = false, pen = this.pen) {
    pen.fillStyle = fill;
    pen.globalAlpha = alpha;
    pen.beginPath();
    for (let i = 0; i + 1 < values.length; i += 2) {
      const [x, y] = this.place(values[i], values[i + 1]);
      if (!(x > -9 && y > -9 && x < this.width + 9 && y < this.height + 9)) continue;
      if (square) pen.rect(x - size, y - size, 2 * size, 2 * size);
      else {
        pen.moveTo(x + size, y);
        pen.arc(x, y, size, 0, ROUND);
      }
    }
    pen.fill();
    pen.globalAlpha = 1;
  }

  // The real points do not move: drawn once for each size, colour and set of data.
  real(unit) {
    const key = `${this.canvas.width} ${colour("--real")}`;
    if (this.still?.key !== key || this.still.of !== this.data.real) {
      const sheet = document.createElement("canvas");
      [sheet.width, sheet.height] = [this.canvas.width, this.canvas.height];
      const pen = sheet.getContext("2d"), scale = this.canvas.width / this.width;
      pen.scale(scale, scale);
      this.dots(this.data.real, 2 * unit, colour("--real"), 0.7, true, pen);
      this.still = { key, of: this.data.real, sheet };
    }
    this.pen.drawImage(this.still.sheet, 0, 0, this.width, this.height);
  }

  // coarse: D's belief 0 … 255 on a square of points, the lowest row first.
  opinion(coarse, unit) {
    const values = finer(coarse), side = Math.round(Math.sqrt(values.length)), pen = this.pen;
    if (this.sheet.width !== side) this.sheet.width = this.sheet.height = side;
    const small = this.sheet.getContext("2d"), image = small.createImageData(side, side), out = image.data;
    const low = channels(colour("--low")), high = channels(colour("--high"));
    for (let j = 0; j < side; j++)
      for (let i = 0; i < side; i++) {
        const share = values[(side - 1 - j) * side + i] / 255, to = 4 * (j * side + i);
        for (let c = 0; c < 3; c++) out[to + c] = low[c] + (high[c] - low[c]) * share;
        out[to + 3] = 255;
      }
    small.putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = true;
    pen.imageSmoothingQuality = "high";
    // the outer points lie on the picture's border: half a cell of the sheet lies beyond it
    const cell = this.width / (side - 1);
    pen.drawImage(this.sheet, -cell / 2, -cell / 2, this.width + cell, this.height + cell);
    pen.strokeStyle = colour("--d");
    pen.globalAlpha = 0.4;
    pen.lineWidth = 0.8 * unit;
    for (const level of LEVELS) this.contour(values, side, 255 * level);
    pen.globalAlpha = 0.9;
    pen.lineWidth = 1.5 * unit;
    this.contour(values, side, 127.5);
    pen.globalAlpha = 1;
  }

  // Marching squares: the line on which D gives this belief.
  contour(values, side, level) {
    const pen = this.pen, dx = this.width / (side - 1), dy = this.height / (side - 1);
    pen.beginPath();
    for (let j = 0; j + 1 < side; j++)
      for (let i = 0; i + 1 < side; i++) {
        const at = j * side + i;
        const a = values[at] - level, b = values[at + 1] - level;
        const c = values[at + side + 1] - level, d = values[at + side] - level;
        if ((a > 0 && b > 0 && c > 0 && d > 0) || (a <= 0 && b <= 0 && c <= 0 && d <= 0)) continue;
        const cut = [];
        if (a > 0 !== b > 0) cut.push(i + a / (a - b), j);
        if (b > 0 !== c > 0) cut.push(i + 1, j + b / (b - c));
        if (c > 0 !== d > 0) cut.push(i + d / (d - c), j + 1);
        if (d > 0 !== a > 0) cut.push(i, j + a / (a - d));
        for (let k = 0; k + 3 < cut.length; k += 4) {
          pen.moveTo(cut[k] * dx, this.height - cut[k + 1] * dy);
          pen.lineTo(cut[k + 2] * dx, this.height - cut[k + 3] * dy);
        }
      }
    pen.stroke();
  }

  net(values, unit) {
    const pen = this.pen, count = values.length / 2, side = Math.round(Math.sqrt(count));
    pen.strokeStyle = colour("--g");
    pen.globalAlpha = 0.36;
    pen.lineWidth = unit;
    pen.beginPath();
    const line = (from, step, points) => {
      for (let k = 0; k < points; k++) {
        const at = 2 * (from + k * step), [x, y] = this.place(values[at], values[at + 1]);
        if (k) pen.lineTo(x, y);
        else pen.moveTo(x, y);
      }
    };
    if (side > 1 && side * side === count)
      for (let k = 0; k < side; k++) {
        line(k * side, 1, side);
        line(k, side, side);
      }
    else line(0, 1, count);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  // The longest arrow is a thirteenth of the picture; those of a weak push stay short.
  pushes(fakes, arrows, unit) {
    let longest = 0.2;
    for (let i = 0; i + 1 < arrows.length; i += 2) {
      const length = Math.hypot(arrows[i], arrows[i + 1]);
      if (length > longest) longest = length;
    }
    const factor = this.width / 13 / longest, head = 4.6 * unit, pen = this.pen;
    pen.lineCap = "round";
    pen.beginPath();
    for (let i = 0; i + 1 < arrows.length; i += 2) {
      const dx = arrows[i] * factor, dy = -arrows[i + 1] * factor, length = Math.hypot(dx, dy);
      if (!(length > 4)) continue;
      const [x, y] = this.place(fakes[i], fakes[i + 1]), ux = dx / length, uy = dy / length;
      pen.moveTo(x, y);
      pen.lineTo(x + dx, y + dy);
      pen.moveTo(x + dx - head * (ux + 0.6 * uy), y + dy - head * (uy - 0.6 * ux));
      pen.lineTo(x + dx, y + dy);
      pen.lineTo(x + dx - head * (ux - 0.6 * uy), y + dy - head * (uy + 0.6 * ux));
    }
    for (const [stroke, width] of [[colour("--halo"), 3.6], [colour("--push"), 1.7]]) {
      pen.strokeStyle = stroke;
      pen.lineWidth = width * unit;
      pen.stroke();
    }
  }
}
