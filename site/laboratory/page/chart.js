// One curve, or several, over the steps of a run; all charts of the page share the axis and one cursor.

import { colour, sharp, many } from "./dom.js";

const short = (value, digits) => (value == null || !Number.isFinite(value) ? "–" : value.toFixed(digits));

export class Chart {
  // lines: [{label, column, colour, ink}]. top: highest value, or null to follow the curves. guides: [[value, colour]].
  constructor(canvas, { lines, low = 0, top = null, guides = [], foot = false, digits = 1 }) {
    Object.assign(this, { canvas, lines, low, top, guides, foot, digits });
  }

  // Highest and lowest value shown: a single spike must not flatten the curve.
  scale(runs) {
    if (this.top != null) return [this.low, this.top];
    const all = [];
    for (const rows of runs)
      for (const row of rows) for (const { column } of this.lines) if (row[column] != null) all.push(row[column]);
    all.sort((a, b) => a - b);
    const high = all.length ? all[Math.floor(0.98 * (all.length - 1))] : 0;
    const least = all.length ? all[Math.floor(0.02 * (all.length - 1))] : 0;
    const top = high > 1.9 ? high * 1.15 : 2;
    return [least < -0.05 ? Math.max(least * 1.15, -top) : 0, top];
  }

  // runs: rows of each run, [step, …columns]. upto: last step of the axis. cursor: a step, or null. marks: [step, text].
  draw(runs, upto, cursor, marks) {
    const [pen, width, height] = sharp(this.canvas);
    if (!width) return;
    pen.clearRect(0, 0, width, height);
    const size = Math.max(11, parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.86);
    pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
    const left = 27, right = 26, bottom = this.foot ? size + 5 : 4, above = 6;
    const [low, top] = this.scale(runs);
    const x = (step) => left + ((width - left - right) * step) / Math.max(1, upto);
    const y = (value) => above + (height - bottom - above) * (1 - (Math.min(top, Math.max(low, value)) - low) / (top - low));
    this.axis = { left, right, width };
    this.grid(pen, { low, top, left, right, width, height, size, x, y, upto });
    for (const [step, text] of marks) this.mark(pen, x(step), above, height - bottom, this.foot ? text : "");
    const empty = runs.every((rows) => rows.length < 2);
    if (!empty) for (const [value, name] of this.guides) this.line(pen, y(value), left, width - right, colour(name));
    this.ends = []; // where names stand already
    if (!empty) runs.map((rows, run) => [rows, run]).reverse().forEach(([rows, run]) => {
      for (const line of this.lines) this.curve(pen, rows, line, x, y, run, runs);
    });
    if (empty && this.foot) {
      pen.fillStyle = colour("--soft");
      pen.textAlign = "center";
      pen.fillText("The curves begin with Play.", (left + width - right) / 2, y(low + 0.4 * (top - low)));
    }
    if (cursor != null) this.mark(pen, x(cursor), above, height - bottom, "", colour("--ink"));
  }

  grid(pen, { low, top, left, right, width, height, size, x, y, upto }) {
    pen.lineWidth = 1;
    pen.strokeStyle = colour("--line");
    pen.fillStyle = colour("--soft");
    pen.textAlign = "right";
    for (const value of this.foot ? [low, (low + top) / 2, top] : [low, top]) {
      pen.beginPath();
      pen.moveTo(left, Math.round(y(value)) + 0.5);
      pen.lineTo(width - right, Math.round(y(value)) + 0.5);
      pen.stroke();
      const digits = this.top != null ? this.digits : top < 10 ? 1 : 0;
      pen.fillText(short(value, digits), left - 5, y(value) + (value === top ? size * 0.6 : 4));
    }
    if (!this.foot || upto < 2) return;
    pen.textAlign = "left";
    pen.fillText("0", left, height - 2);
    pen.textAlign = "right";
    pen.fillText(`${many(upto)} steps`, width - right, height - 2);
  }

  line(pen, at, from, to, stroke) {
    pen.strokeStyle = stroke;
    pen.globalAlpha = 0.75;
    pen.setLineDash([1.5, 4]);
    pen.lineWidth = 1.4;
    pen.beginPath();
    pen.moveTo(from, at);
    pen.lineTo(to, at);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  mark(pen, at, from, to, text, stroke = null) {
    pen.strokeStyle = stroke ?? colour("--line2");
    pen.lineWidth = 1;
    if (!stroke) pen.setLineDash([2, 3]);
    pen.beginPath();
    pen.moveTo(at, from);
    pen.lineTo(at, to);
    pen.stroke();
    pen.setLineDash([]);
    if (!text) return;
    const fits = at + 4 + pen.measureText(text).width < this.canvas.clientWidth - 2;
    pen.textAlign = fits ? "left" : "right";
    pen.fillStyle = colour("--soft");
    pen.fillText(text, fits ? at + 4 : at - 4, from + 9);
  }

  curve(pen, rows, { column, colour: name, ink, label }, x, y, run, runs) {
    const stroke = colour(run && name === "--ink" ? "--soft" : name);
    pen.strokeStyle = stroke;
    pen.lineWidth = run ? 1.6 : 2;
    pen.lineJoin = "round";
    pen.setLineDash(run ? [5, 3.5] : []);
    pen.beginPath();
    let open = false, last = null;
    for (const row of rows) {
      if (row[column] == null) {
        open = false;
        continue;
      }
      last = [x(row[0]), y(row[column])];
      if (open) pen.lineTo(...last);
      else pen.moveTo(...last);
      open = true;
    }
    pen.stroke();
    pen.setLineDash([]);
    if (!last) return;
    pen.fillStyle = stroke;
    pen.beginPath();
    pen.arc(...last, 3, 0, 7);
    pen.fill();
    // names stand at the ends: D and G of the first run, A and B where they do not meet
    const other = y(runs[1 - run]?.at(-1)?.[column] ?? Infinity);
    const name_ = label ? (run ? "" : label) : runs.length > 1 && (run === 0 || Math.abs(other - last[1]) > 11) ? "AB"[run] : "";
    if (!name_) return;
    pen.save();
    pen.font = `700 ${pen.font}`;
    pen.fillStyle = colour(ink ?? "--ink");
    pen.textAlign = "left";
    const taken = this.ends.find((at) => Math.abs(at - last[1]) < 12);
    const at = taken == null ? last[1] : taken + (last[1] < taken ? -12 : 12);
    this.ends.push(at);
    pen.fillText(name_, last[0] + 6, at + 4);
    pen.restore();
  }

  // The step under the pointer, 0 … 1 of the axis.
  share(event) {
    const box = this.canvas.getBoundingClientRect(), { left, right, width } = this.axis ?? { left: 0, right: 0, width: box.width };
    return Math.min(1, Math.max(0, (event.clientX - box.left - left) / (width - left - right)));
  }
}
