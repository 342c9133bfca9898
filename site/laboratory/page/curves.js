// Three counts and the losses on one axis of steps, with one cursor through all of them.

import { byId, el, many, text } from "./dom.js";
import { Chart } from "./chart.js";

const EVERY_MS = 200;
const COUNTS = [
  { key: "modes", column: 3, label: "modes held", unit: (of) => ` of ${of}`, shown: (v) => String(v), low: 0, digits: 0 },
  { key: "quality", column: 4, label: "high quality", hint: "fakes close to a mode", unit: () => " %", shown: (v) => (100 * v).toFixed(0), low: 0, top: 1, digits: 0 },
  { key: "divergence", column: 5, label: "JS divergence", hint: "0 would be a perfect copy", unit: () => "", shown: (v) => v.toFixed(2), low: 0, top: 0.7, digits: 1 },
];

export class Curves {
  // look(step): show the picture of that step.
  constructor(lab, look) {
    Object.assign(this, { lab, look, hover: null, drawn: 0 });
    this.tiles = COUNTS.map((count) => this.tile(count));
    this.losses = new Chart(byId("losscanvas"), { foot: true, guides: [[2 * Math.LN2, "--d"], [Math.LN2, "--g"]], lines: [
      { column: 1, colour: "--d", ink: "--d-ink", label: "D" }, { column: 2, colour: "--g", ink: "--g-ink", label: "G" }] });
    this.charts = [...this.tiles.map(({ chart }) => chart), this.losses];
    for (const chart of this.charts) this.listen(chart);
    new ResizeObserver(() => this.draw(true)).observe(byId("curves"));
  }

  tile(count) {
    const canvas = el("canvas", { role: "img", "aria-label": `${count.label} over the steps` });
    const big = el("b", {}), unit = el("small", {}), pips = count.key === "modes" ? el("div", { class: "pips", "aria-hidden": "true" }) : null;
    byId("counts").append(el("div", { class: "tile" }, el("div", { class: "cap" }, el("span", { class: "name" }, count.label),
      count.hint ? el("span", { class: "name soft hint" }, count.hint) : null, pips, el("span", { class: "big", "data-count": count.key }, big, unit)), canvas));
    const chart = new Chart(canvas, { lines: [{ column: count.column, colour: "--ink" }], low: count.low, top: count.top ?? 8, digits: count.digits });
    return { ...count, canvas, big, unitNode: unit, pips, chart, name: canvas.parentElement.querySelector(".name") };
  }

  listen(chart) {
    chart.canvas.addEventListener("pointermove", (event) => {
      this.hover = chart.share(event) * Math.max(1, this.lab.lastStep);
      this.draw(true);
    });
    chart.canvas.addEventListener("pointerleave", () => {
      this.hover = null;
      this.draw(true);
    });
    chart.canvas.addEventListener("click", (event) => this.lab.playing || this.look(chart.share(event) * this.lab.lastStep));
  }

  // The row of a run nearest to a step.
  at(run, step) {
    const rows = this.lab.rows[run] ?? [];
    let low = 0, high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle][0] < step) low = middle + 1;
      else high = middle;
    }
    return rows[low];
  }

  draw(now = false) {
    if (!now && performance.now() - this.drawn < EVERY_MS) return;
    this.drawn = performance.now();
    const { lab } = this, frame = lab.frame, upto = Math.max(1, lab.lastStep), marks = lab.state?.marks ?? [];
    const cursor = this.hover ?? (frame?.looking_back ? lab.step : null);
    const of = frame?.runs[0].counts.of ?? 8;
    this.tiles[0].chart.top = of;
    text(this.tiles[0].name, lab.runs[0]?.has_modes === false ? "stations held" : "modes held"); // places along a shape
    for (const chart of this.charts) chart.draw(lab.rows, upto, cursor, marks);
    for (const tile of this.tiles) {
      const values = (frame?.runs ?? []).map((run, i) => (this.hover == null ? run.counts[tile.key] : this.at(i, this.hover)?.[tile.column]));
      const said = values.map((value) => (value == null ? "–" : tile.shown(value))).join(" | ");
      text(tile.big, said || "–");
      text(tile.unitNode, tile.unit(of));
      tile.canvas.setAttribute("aria-label", `${tile.label} over ${many(upto)} steps; now ${said}${tile.unit(of)}`);
    }
    this.pips(of, frame?.runs[0].counts.modes ?? 0);
    const low = (run, column) => { const value = this.at(run, cursor ?? upto)?.[column]; return value == null ? "–" : value.toFixed(2); };
    text(byId("losshint"), cursor != null ? `step ${many(cursor)}: D ${low(0, 1)}, G ${low(0, 2)}` : lab.two ? "dashed: run B" : "dotted: where D can only guess");
    byId("losscanvas").setAttribute("aria-label", `Losses over ${many(upto)} steps; D ${low(0, 1)}, G ${low(0, 2)}`);
    this.guides();
  }

  // The dotted values hold for the two classic objectives alone.
  guides() {
    const classic = ["non_saturating", "minimax"].includes(this.lab.state?.settings.objective);
    this.losses.guides = !classic ? [] : [[2 * Math.LN2, "--d"], [this.lab.state.settings.objective === "minimax" ? -Math.LN2 : Math.LN2, "--g"]];
    if (!classic && !this.lab.two && this.hover == null && !this.lab.frame?.looking_back) text(byId("losshint"), "");
  }

  pips(of, modes) {
    const box = this.tiles[0].pips;
    box.hidden = of > 10;
    if (box.children.length !== of) box.replaceChildren(...Array.from({ length: Math.min(of, 10) }, () => el("i", {})));
    [...box.children].forEach((pip, i) => pip.classList.toggle("on", i < modes));
  }
}
