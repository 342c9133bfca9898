// The drawn game: noise, G, fakes, D, the losses; pushes run back through D to G. Each part is the handle of its knobs.

import { byId, attribute, colour, el, text } from "./dom.js";
import { unbounded } from "./inspector.js";
import { cloud, dataThumb, glyph } from "./thumbs.js";
import { PARTS, WHERE } from "./words.js";

// name: [place on the map of 352 × 196, place on the narrow one of 464 × 100]
const NODES = {
  noise: [[0, 6, 62, 68], [0, 4, 58, 56]], generator: [[86, 6, 80, 68], [80, 4, 78, 56]], fakes: [[190, 6, 78, 68], [180, 4, 66, 56]],
  discriminator: [[186, 122, 88, 68], [268, 4, 96, 56]], real: [[0, 122, 62, 68], [394, 4, 70, 56]],
  objective: [[296, 114, 56, 76], [262, 72, 152, 26]], updates: [[86, 90, 80, 24], [80, 72, 78, 26]],
};
const NAMES = { noise: "Noise", generator: "Generator", fakes: "Fakes", discriminator: "Discriminator", real: "Real data", updates: "Updates" };
const LIT = [["noise", "generator", "fakes"], ["real", "fakes", "discriminator", "objective"], ["objective", "discriminator", "fakes"], ["updates", "generator"]];
const EVERY_MS = 250;

const head = (id, fill) => `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path fill="var(${fill})" d="M0 0L8 4L0 8z"/></marker>`;
const heads = (k) => `<defs>${head(`${k}f`, "--line2")}${head(`${k}p`, "--push")}${head(`${k}d`, "--d")}${head(`${k}g`, "--g")}${head(`${k}w`, "--on-player")}</defs>`;
const path = (kind, phase, d, end = "") => `<path class="${kind}" data-p="${phase}" d="${d}"${end ? ` marker-end="url(#${end})"` : ""}/>`;
// points that run along a wire while it trains
const flow = (phase, d, end, c) => path("flow", phase, d, end) + `<path class="stream" style="stroke:var(${c})" d="${d}"/>`;
const step = (n, x, y) => `<g class="step" data-p="${n - 1}"><circle cx="${x}" cy="${y}" r="7"/><text x="${x}" y="${y + 3.7}">${n}</text></g>`;

const WIDE = `<svg class="under wide" viewBox="0 0 352 196" aria-hidden="true">${heads("a")}
  ${flow(0, "M62 40H85", "af", "--soft")}${flow(0, "M166 30H189", "af", "--g")}${flow(1, "M216 74V121", "af", "--g")}${flow(1, "M62 156H185", "af", "--real")}${flow(1, "M274 133H295", "af", "--d")}
  ${path("own", 1, "M296 148H276", "ad")}
  ${path("back", 2, "M296 163H274")}${path("back", 2, "M248 122V76", "ap")}${path("back", 2, "M190 52H168", "ap")}
  ${path("move g", 3, "M126 90V76", "ag")}${path("move d", 1, "M166 102H200V121", "ad")}
</svg><svg class="over wide" viewBox="0 0 352 196" aria-hidden="true">${heads("b")}
  ${path("through", 2, "M274 163H254Q248 163 248 157V122")}
  ${step(1, 74, 27)}${step(2, 216, 96)}${step(3, 248, 96)}${step(4, 108, 82)}
</svg>`;
const THIN = `<svg class="under thin" viewBox="0 0 464 100" aria-hidden="true">${heads("c")}
  ${flow(0, "M58 32H79", "cf", "--soft")}${flow(0, "M158 24H179", "cf", "--g")}${flow(1, "M246 24H267", "cf", "--g")}${flow(1, "M394 32H365", "cf", "--real")}${flow(1, "M300 60V71", "cf", "--d")}
  ${path("own", 1, "M318 72V62", "cd")}${path("back", 2, "M340 72V60")}${path("back", 2, "M268 44H248", "cp")}${path("back", 2, "M180 44H160", "cp")}${path("move g", 3, "M119 72V62", "cg")}${path("move d", 1, "M158 85H247Q255 85 255 77V58Q255 53 260 53H267", "cd")}
</svg><svg class="over thin" viewBox="0 0 464 100" aria-hidden="true">${path("through", 2, "M340 60V50Q340 44 334 44H268")}</svg>`;

export class GameMap {
  constructor(lab, choose) {
    this.lab = lab;
    this.nodes = {};
    this.drawn = 0;
    const map = byId("map");
    map.innerHTML = WIDE + THIN;
    for (const name of Object.keys(NODES)) {
      const node = el("button", { type: "button", class: `node ${name}`, "data-part": name, "aria-controls": "inspect", "aria-label": `${PARTS[name].title}: ${PARTS[name].says}`, onclick: () => choose(name) });
      if (name === "objective") node.append(el("span", { class: "of-g" }, "G", el("span", { class: "long" }, "'s loss"), " ", (this.lossG = el("b", {}, "–"))), el("span", { class: "of-d" }, "D", el("span", { class: "long" }, "'s loss"), " ", (this.lossD = el("b", {}, "–"))));
      else if (name === "updates") node.append(el("span", {}, NAMES[name]));
      else node.append(el("canvas", { "aria-hidden": "true" }), el("span", {}, NAMES[name]));
      const badge = el("i", { hidden: true });
      node.append(badge);
      this.nodes[name] = { node, badge, canvas: node.querySelector("canvas") };
      map.insertBefore(node, map.querySelector(".over"));
    }
    new ResizeObserver(() => this.arrange()).observe(map);
  }

  arrange() {
    const thin = matchMedia("(max-width: 759px)").matches, [width, height] = thin ? [464, 100] : [352, 196];
    for (const [name, { node }] of Object.entries(this.nodes)) {
      const [x, y, w, h] = NODES[name][thin ? 1 : 0];
      Object.assign(node.style, { left: `${(100 * x) / width}%`, top: `${(100 * y) / height}%`, width: `${(100 * w) / width}%`, height: `${(100 * h) / height}%` });
    }
    this.still();
    this.moving(true);
  }

  mark(part) {
    for (const [name, { node }] of Object.entries(this.nodes)) attribute(node, "aria-pressed", name === part);
  }

  // What changes with the settings alone.
  still(settings = this.settings) {
    this.settings = settings;
    if (!settings) return;
    dataThumb(this.nodes.noise.canvas, settings.noise === "uniform" ? "uniform" : "noise");
    dataThumb(this.nodes.real.canvas, settings.data, settings.drawn);
    glyph(this.nodes.generator.canvas, [settings.latent_dim, ...settings.generator_widths, 2]);
    glyph(this.nodes.discriminator.canvas, [2, ...settings.discriminator_widths, 1]);
    for (const [part, { where }] of Object.entries(PARTS)) {
      if (!where) continue;
      const on = WHERE[where][3].filter((name) => name in settings.remedies).length;
      const { badge, node } = this.nodes[part], warn = part === "objective" && unbounded(settings);
      badge.hidden = !on && !warn;
      badge.classList.toggle("bad", warn);
      text(badge, warn ? "!" : `+${on}`);
      attribute(node, "title", warn ? "Nothing bounds D" : on ? `${on} ${on === 1 ? "remedy" : "remedies"} on` : null);
    }
  }

  // What moves while it trains.
  moving(now = false) {
    const frame = this.lab.frame, run = frame?.runs[this.run ?? 0];
    if (!run || (!now && performance.now() - this.drawn < EVERY_MS)) return;
    this.drawn = performance.now();
    const said = (value) => (value == null ? "–" : Math.abs(value) >= 1000 ? value.toExponential(0) : value.toFixed(2));
    text(this.lossG, said(run.g_loss));
    text(this.lossD, said(run.d_loss));
    if (run.fakes) cloud(this.nodes.fakes.canvas, run.fakes, this.lab.runs[0]?.limits ?? [-1.6, 1.6], colour("--g"));
    this.light(frame.phase ?? null);
  }

  light(phase) {
    if (phase === this.phase) return;
    this.phase = phase;
    for (const [name, { node }] of Object.entries(this.nodes)) node.classList.toggle("lit", phase != null && LIT[phase].includes(name));
    for (const part of document.querySelectorAll("#map [data-p]")) part.classList.toggle("lit", phase === Number(part.dataset.p));
  }
}
