// The middle of the page: the pictures of one run or two, the switches of what is drawn, and the pad to draw data on.

import { byId, attribute, el, kept, text } from "./dom.js";
import { Picture } from "./picture.js";
import { inFewWords, inWords, parts } from "./values.js";
import { PHASES, SHORT } from "./words.js";

const ICONS = {
  real: `<rect x="5" y="5" width="3.6" height="3.6" fill="var(--real)"/><rect x="11.4" y="8" width="3.6" height="3.6" fill="var(--real)"/><rect x="6.6" y="12" width="3.6" height="3.6" fill="var(--real)"/>`,
  fakes: `<circle cx="6.5" cy="7" r="2.7" fill="var(--g)"/><circle cx="13.8" cy="9" r="2.7" fill="var(--g)"/><circle cx="8" cy="14" r="2.7" fill="var(--g)"/>`,
  surface: `<rect x="2" y="3" width="16" height="14" rx="3" fill="var(--high)"/><path d="M2 12c4-6 9 3 16-4" fill="none" stroke="var(--d)" stroke-width="1.8"/>`,
  net: `<path d="M3 5l6 1 8-2M3 10l7 1 7-2M4 15l6 1 7-1M4 4l1 12M10 5l0 11M16 4l0 12" fill="none" stroke="var(--g)" stroke-width="1.3"/>`,
  push: `<path d="M4 16L15 5M8.500 5H15V11.500" fill="none" stroke="var(--push)" stroke-width="2.2"/>`,
};
const LAYERS = { real: ["real", "Real points"], fakes: ["fakes", "What G makes of noise"], surface: ["D's opinion", "The greener, the surer D is that a point here is real; on the bold line it cannot tell"],
  net: ["G's net", "Where G sends a regular net of noise"], push: ["push", "Where D's opinion, through G's loss, would move each fake"] };
const TOLD_MS = 2000;

export class Stage {
  // app: drawn(points), said(sentence), dropped(part) takes a part of the second run's difference away.
  constructor(lab, app) {
    Object.assign(this, { lab, app, show: { real: true, fakes: true, surface: true, net: true, push: true, ...kept.get("show", {}) }, told: 0 });
    this.figures = [0, 1].map((run) => this.figure(run));
    byId("pics").prepend(...this.figures.map(({ node }) => node));
    this.legend();
    this.pad();
    this.phases = PHASES.map(([title], i) => el("li", {}, `${i + 1} ${title}`));
    byId("phaselist").append(...this.phases);
    new ResizeObserver(() => this.draw()).observe(byId("pics"));
  }

  figure(run) {
    const canvas = el("canvas", { tabindex: "0", role: "img", "aria-label": "Picture of the run", "data-run": run });
    const chips = el("span", { class: "chipsof" }), count = el("span", { class: "num", title: "modes held" });
    const node = el("figure", { class: "pic", hidden: run > 0 }, el("figcaption", {}, el("b", {}, "AB"[run]), chips, count), canvas);
    return { node, canvas, chips, count, picture: new Picture(canvas) };
  }

  legend() {
    for (const [name, [label, title]] of Object.entries(LAYERS)) {
      const button = el("button", { type: "button", "data-layer": name, title, "aria-pressed": this.show[name], onclick: () => {
        this.show[name] = !this.show[name];
        attribute(button, "aria-pressed", this.show[name]);
        kept.set("show", this.show);
        this.draw();
      } });
      button.innerHTML = `<svg viewBox="0 0 20 20" aria-hidden="true">${ICONS[name]}</svg><span>${label}</span>`;
      byId("layers").append(button);
    }
  }

  // One picture or two, and what the second has different.
  arrange() {
    const { lab } = this;
    this.figures[1].node.hidden = !lab.two;
    this.figures.forEach(({ picture }, i) => (picture.data = lab.runs[i] ?? null));
    this.figures[0].chips.replaceChildren(el("span", { class: "soft" }, "as set"));
    this.figures[1].chips.replaceChildren(...parts(lab.state?.difference).map((part) => {
      const said = inWords(part, lab.schema);
      return el("span", { class: "diff", title: said }, inFewWords(part, lab.schema, SHORT), el("button", { type: "button", "aria-label": `Take away: ${said}`, onclick: () => this.app.dropped(part[0]) }, "×"));
    }));
    this.draw();
  }

  draw() {
    const { frame } = this.lab, phase = frame?.phase ?? null;
    this.figures.forEach(({ node, picture, count }, i) => {
      if (node.hidden) return;
      const run = frame?.runs[i] ?? null;
      picture.draw(run, this.show, phase);
      if (run && this.lab.two) text(count, `${run.counts.modes} of ${run.counts.of}`);
    });
    this.phase(phase);
    this.describe();
  }

  phase(phase) {
    if (phase === this.now) return;
    this.now = phase;
    byId("phases").hidden = phase == null;
    if (phase == null) return;
    this.phases.forEach((item, i) => attribute(item, "aria-current", i === phase ? "step" : null));
    text(byId("phasetext"), PHASES[phase][1]);
  }

  // For those who cannot see it, every two seconds.
  describe() {
    if (!this.lab.frame || (this.lab.playing && performance.now() - this.told < TOLD_MS)) return;
    this.told = performance.now();
    this.lab.frame.runs.forEach(({ step, counts }, i) => attribute(this.figures[i].canvas, "aria-label",
      `${this.lab.two ? `Run ${"AB"[i]}. ` : ""}Step ${step}. ${counts.modes} of ${counts.of} modes, ${Math.round(100 * counts.quality)} % high quality.`));
  }

  // ---------------------------------------------------------------- drawing one's own data

  get drawing() {
    return this.figures[0].picture.strokes != null;
  }

  startDrawing() {
    const { picture, canvas } = this.figures[0];
    picture.data = { limits: [-1.6, 1.6] };
    picture.strokes = [];
    picture.nib = null;
    byId("lab").toggleAttribute("data-drawing", true);
    canvas.focus();
    this.draw();
  }

  stopDrawing() {
    this.figures[0].picture.strokes = null;
    byId("lab").toggleAttribute("data-drawing", false);
    this.arrange();
  }

  finish() {
    const { strokes } = this.figures[0].picture;
    if (strokes.length < 10) return this.app.said(`${strokes.length} points are too few; draw at least 10. Escape leaves the pad.`);
    this.stopDrawing();
    this.app.drawn(strokes);
  }

  pad() {
    const { picture, canvas } = this.figures[0];
    let down = false;
    const add = (point) => {
      if (picture.strokes.length < 1500) picture.strokes.push(point.map((value) => Math.max(-1, Math.min(1, value))));
      this.draw();
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (!this.drawing) return;
      down = true;
      canvas.setPointerCapture(event.pointerId);
      add(picture.point(event));
    });
    canvas.addEventListener("pointermove", (event) => down && this.drawing && add(picture.point(event)));
    canvas.addEventListener("pointerup", () => (down = false));
    canvas.addEventListener("keydown", (event) => this.drawing && this.key(event, add));
  }

  // Without a mouse: the arrows move the pen, Enter dots, Escape ends.
  key(event, add) {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move && event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const { picture } = this.figures[0];
    picture.nib ??= [0, 0];
    if (move) picture.nib = picture.nib.map((value, i) => Math.max(-1, Math.min(1, value + 0.1 * move[i])));
    if (event.key === "Enter") for (let i = 0; i < 3; i++) add(picture.nib.map((value) => value + 0.02 * (Math.random() - 0.5)));
    if (event.key === "Escape") return picture.strokes.length < 10 ? this.app.undrawn() : this.finish();
    this.draw();
  }
}
