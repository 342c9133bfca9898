// The knobs of the part of the map that was chosen; on a wide screen, of as many parts as there is room for.

import { byId, attribute, el, text } from "./dom.js";
import { knob } from "./knobs.js";
import { Remedies } from "./remedies.js";
import { dataThumb } from "./thumbs.js";
import { BOUNDS, KNOBS, OBJECTIVES, PARTS, WHERE } from "./words.js";

const ALSO = ["generator", "discriminator", "objective", "noise", "updates", "fakes", "real"]; // shown where there is room

export class Inspector {
  // app: turn(changes, drawing), draw(), whose, chosen(part).
  constructor(lab, app) {
    Object.assign(this, { lab, app, part: "real", knobs: {}, sections: {}, thumbs: {}, list: {} });
    this.remedies = new Remedies(lab.schema.remedies, (remedies, drawing) => app.turn({ remedies }, drawing));
    for (const part of Object.keys(PARTS)) byId("parts").append((this.sections[part] = this.section(part)));
    const groups = Object.keys(WHERE).map((key) => this.remedies.group(key));
    byId("allremedies").append(...groups, this.remedies.detail(Object.keys(lab.schema.remedies)));
    this.remedies.shown = "r1";
    for (const button of document.querySelectorAll("[data-whose]")) button.onclick = () => app.chooseRun(Number(button.dataset.whose));
    this.choose("real");
    new ResizeObserver(() => this.fit()).observe(byId("inspect"));
  }

  section(name) {
    const part = PARTS[name], { knobs, remedies } = this.lab.schema;
    const rows = el("div", { class: "rows" });
    for (const control of part.knobs) {
      if (control === "data") rows.append(this.data());
      else if (control === "objective") rows.append(this.objectives());
      else {
        const made = knob(control, knobs[control], part.title, (changes, drawing) => this.app.turn(changes, drawing));
        (this.knobs[control] ??= []).push(made);
        rows.append(made.node);
      }
    }
    const node = el("section", { class: "part", "data-section": name, "aria-label": part.title, style: `--c:${part.c};--tint:${part.tint ?? "var(--well)"}` },
      el("div", { class: "who" }, el("h2", {}, part.title), el("p", {}, part.says)), rows);
    if (part.where) {
      const names = WHERE[part.where][3].filter((remedy) => remedy in remedies);
      rows.append(el("div", { class: "here" }, this.remedies.group(part.where, true), this.remedies.detail(names)));
    }
    return node;
  }

  data() {
    const names = this.lab.schema.knobs.data.choices;
    const buttons = Object.entries(names).filter(([kind]) => kind !== "digits").map(([kind, label]) => {
      const canvas = el("canvas", { "aria-hidden": "true" });
      const said = kind === "drawn" ? "Draw …" : label.replace("Three Gaussians", "Three").replace("Two far apart", "Far apart");
      const button = el("button", { type: "button", class: "thumb", "data-data": kind, "aria-label": label,
        onclick: () => (kind === "drawn" ? this.app.draw() : this.app.turn({ data: kind })) }, canvas, said);
      this.thumbs[kind] = { button, canvas };
      return button;
    });
    this.drawThumbs = (drawn) => Object.entries(this.thumbs).forEach(([kind, { canvas }]) => dataThumb(canvas, kind, drawn));
    return el("div", {}, el("div", { class: "thumbs", role: "group", "aria-label": "Data" }, ...buttons),
      el("p", { class: "soft small" }, KNOBS.data.does, " Another set starts anew. Digits need TensorFlow: they are in notebook 10."));
  }

  objectives() {
    const { choices } = this.lab.schema.knobs.objective;
    const buttons = Object.entries(choices).map(([name, label]) => {
      const button = el("button", { type: "button", "data-objective": name, onclick: () => this.app.turn({ objective: name }) }, el("b", {}, label), el("span", {}, OBJECTIVES[name]));
      this.list[name] = button;
      return button;
    });
    const cure = (name, label) => el("button", { type: "button", class: "try", onclick: () =>
      this.app.turn({ remedies: { ...this.shown.remedies, [name]: this.lab.schema.remedies[name].value } }) }, label);
    this.warning = el("div", { class: "warning", role: "status", hidden: true },
      el("p", {}, el("b", {}, "Nothing bounds D: "), "its scores grow without end."),
      el("p", {}, cure("wgan_gp", "WGAN-GP"), " ", cure("weight_clipping", "clipping"), " ", cure("spectral_normalization", "spectral norm")));
    return el("div", {}, el("div", { class: "list", role: "group", "aria-label": "Objective" }, ...buttons), this.warning);
  }

  // part: a name of PARTS, or "remedies".
  choose(part) {
    this.part = part;
    byId("lab").dataset.part = part;
    attribute(byId("remedies"), "aria-pressed", part === "remedies");
    for (const [name, section] of Object.entries(this.sections)) {
      section.classList.toggle("chosen", name === part);
      section.style.order = name === part ? -1 : ALSO.indexOf(name);
    }
    const names = part === "remedies" ? Object.keys(this.lab.schema.remedies) : WHERE[PARTS[part].where]?.[3];
    if (names && !names.includes(this.remedies.shown)) this.remedies.look(names.find((name) => name in this.remedies.on) ?? names[0]);
    if (part === "real") this.drawThumbs?.(this.shown?.drawn);
    this.fit();
    this.app.chosen?.(part);
  }

  // On a wide screen, show the parts after the chosen one while they fit.
  fit() {
    const wide = matchMedia("(min-width: 1600px) and (min-height: 860px)").matches;
    const room = byId("parts").clientHeight, first = this.sections[this.part];
    if (first) first.hidden = false;
    let used = first?.offsetHeight ?? 0;
    for (const name of ALSO) {
      const section = this.sections[name];
      if (section === first) continue;
      section.hidden = !wide;
      if (!wide) continue;
      section.hidden = used + section.offsetHeight > room;
      if (!section.hidden) used += section.offsetHeight;
    }
    if (this.shown) this.drawThumbs(this.shown.drawn);
  }

  // settings: those of the run whose knobs are shown.
  sync(settings) {
    this.shown = settings;
    for (const [name, same] of Object.entries(this.knobs)) for (const one of same) one.set(settings[name]);
    for (const [kind, { button }] of Object.entries(this.thumbs)) attribute(button, "aria-pressed", kind === settings.data);
    for (const [name, button] of Object.entries(this.list)) attribute(button, "aria-pressed", name === settings.objective);
    this.remedies.sync(settings.remedies);
    this.warning.hidden = !unbounded(settings);
    const adam = [settings.generator_optimizer, settings.discriminator_optimizer].includes("adam");
    this.knobs.beta_1[0].say(adam ? null : "No player uses Adam, so this does nothing now.");
    const count = Object.keys(settings.remedies).length;
    text(byId("n-on"), String(count));
    byId("n-on").hidden = !count;
    for (const button of document.querySelectorAll("[data-whose]")) attribute(button, "aria-pressed", Number(button.dataset.whose) === this.app.whose);
    if (this.part === "real") this.drawThumbs(settings.drawn);
    this.fit();
  }
}

// Wasserstein's objective, and nothing that keeps D's scores from growing.
export function unbounded({ objective, remedies }) {
  return objective === "wasserstein" && !BOUNDS.some((name) => name in remedies);
}
