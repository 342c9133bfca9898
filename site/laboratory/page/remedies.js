// The remedies as switches, in groups by where they act, and one line for the strength of the one in hand.

import { attribute, el, text } from "./dom.js";
import { REMEDIES, SHORT, SYMBOLS, WHERE } from "./words.js";
import { plain } from "./values.js";

const OVER_ONE = { wgan_gp: 1, dragan: 1, r1: 1, r2: 1, consensus: 1, veegan: 1 }; // strengths that reach from 0.001 to 10

export class Remedies {
  // turn(remedies, drawing): all that shall be on.
  constructor(schema, turn) {
    this.schema = schema;
    this.turn = turn;
    this.on = {};
    this.chips = []; // a remedy may stand in several places
    this.details = [];
    this.shown = null;
  }

  number(name) {
    return this.on[name] ?? this.schema[name].value;
  }

  press(name) {
    const on = { ...this.on };
    if (name in on) delete on[name];
    else on[name] = this.schema[name].number == null ? null : this.schema[name].value;
    this.look(name);
    this.turn(on);
  }

  look(name) {
    this.shown = name;
    this.refresh();
  }

  chip(name) {
    const remedy = this.schema[name], number = el("em", { class: "num" });
    const button = el("button", { type: "button", class: "chip", "data-remedy": name, "aria-pressed": "false",
      title: remedy.refused ?? `${remedy.label}. ${REMEDIES[name][0]}`, "aria-label": remedy.label,
      onclick: () => this.press(name), onpointerenter: () => this.look(name), onfocus: () => this.look(name) },
      el("span", {}, SHORT[name] ?? remedy.label), number, el("small", { class: "does" }, REMEDIES[name][2]));
    if (remedy.refused) button.disabled = true;
    this.chips.push({ name, button, number });
    return button;
  }

  group(key, bare = false) {
    const [title, says, c, names] = WHERE[key];
    const known = names.filter((name) => name in this.schema);
    return el("section", { class: "groups", "aria-label": `Remedies: ${title}` },
      el("h3", { style: `--c:${c}` }, el("i", {}), bare ? "Remedies that act here" : title, bare ? null : el("small", {}, says)),
      el("div", { class: "chips" }, ...known.map((name) => this.chip(name))));
  }

  // The line for the strength; names: those that it may speak of.
  detail(names) {
    const label = el("b", {}), what = el("span", { class: "soft" }), tried = el("span", { class: "soft" }), symbol = el("span", { class: "soft symbol" });
    const value = el("input", { type: "text", class: "val", inputmode: "decimal", "aria-label": "Strength, as a number", onchange: () => this.set(value.value) });
    const range = el("input", { type: "range", min: 0, max: 100, step: 1, "aria-label": "Strength",
      oninput: () => {
        value.value = plain(this.at(Number(range.value)));
        range.style.setProperty("--p", range.value);
        if (this.schema[this.shown].live && this.shown in this.on) this.set(value.value, true);
      },
      onchange: () => this.set(value.value) });
    const node = el("div", { class: "detail" },
      el("div", { class: "line" }, label, symbol, range, value),
      el("div", { class: "line small" }, what, tried));
    this.details.push({ node, label, what, tried, symbol, value, range, names });
    return node;
  }

  set(value, drawing = false) {
    const { low, high, whole } = this.schema[this.shown];
    const number = whole ? Math.round(Number(value)) : Number(value);
    if (!Number.isFinite(number)) return this.refresh();
    this.turn({ ...this.on, [this.shown]: Math.min(high, Math.max(low, number)) }, drawing);
  }

  // From the slider's place, 0 … 100, to the strength, and back.
  at(place) {
    const { low, high, whole } = this.schema[this.shown];
    if (this.shown in OVER_ONE) return place === 0 ? 0 : Number((10 ** (-3 + (4 * place) / 100)).toPrecision(2));
    if (this.shown === "weight_averaging") return Number((1 - 10 ** (-0.04 * place)).toFixed(4));
    const value = low + ((high - low) * place) / 100;
    return whole ? Math.round(value) : Number(value.toPrecision(2));
  }

  place(value) {
    const { low, high } = this.schema[this.shown];
    if (this.shown in OVER_ONE) return value < 1e-3 ? 0 : Math.round((25 * (Math.log10(value) + 3)));
    if (this.shown === "weight_averaging") return Math.round(-25 * Math.log10(1 - value));
    return Math.round((100 * (value - low)) / (high - low));
  }

  sync(on) {
    this.on = on;
    this.refresh();
  }

  refresh() {
    for (const { name, button, number } of this.chips) {
      const on = name in this.on;
      attribute(button, "aria-pressed", on);
      button.classList.toggle("shown", name === this.shown);
      text(number, on && this.on[name] != null ? plain(this.on[name]) : "");
    }
    for (const part of this.details) {
      const name = part.names.includes(this.shown) ? this.shown : part.names[0];
      const remedy = this.schema[name], own = name === this.shown;
      text(part.label, SHORT[name] ?? remedy.label);
      text(part.what, remedy.refused ?? REMEDIES[name][0]);
      text(part.tried, `try ${REMEDIES[name][1]}`);
      text(part.symbol, remedy.number == null ? "no strength to set" : `strength ${SYMBOLS[remedy.number] ?? remedy.number}`);
      part.range.hidden = part.value.hidden = remedy.number == null || !own;
      if (!own || remedy.number == null) continue;
      if (document.activeElement !== part.value) part.value.value = plain(this.number(name));
      if (document.activeElement !== part.range) part.range.value = this.place(this.number(name));
      part.range.style.setProperty("--p", part.range.value);
    }
  }
}
