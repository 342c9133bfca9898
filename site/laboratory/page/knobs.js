// One control of the schema, as a row: its name, what turning it costs, the control, what it does, what to try.

import { attribute, el, text } from "./dom.js";
import { COSTS, KNOBS } from "./words.js";
import { plain, same } from "./values.js";

const LIVE_MS = 60; // between two words to the engine while a slider is drawn

const fill = (slider) =>
  slider.style.setProperty("--p", (100 * (slider.value - slider.min)) / (slider.max - slider.min));

// A field that shows a number and takes another; `turn` gets what was typed.
function field(id, label, turn) {
  const input = el("input", { type: "text", class: "val", id, inputmode: "decimal", autocomplete: "off", "aria-label": label,
    onchange: () => turn(input.value.trim()), onfocus: () => input.select(), onblur: () => (input.value = input.now ?? input.value) });
  return input;
}

// What was typed and refused gives way, once the field is left, to the value that stands.
const show = (input, value) => {
  input.now = value;
  if (document.activeElement !== input && input.value !== value) input.value = value;
};

// A slider whose places are values: `to` leads from place to value, `from` back; live: it acts while it is drawn.
function slider(name, label, { min, max, step, to, from, live }, turn, id) {
  const value = field(`${id}-value`, `${label}, as a number`, turn);
  let last = 0;
  const range = el("input", { type: "range", id, min, max, step, "aria-label": label,
    oninput: () => {
      fill(range);
      value.value = plain(to(Number(range.value)));
      range.setAttribute("aria-valuetext", value.value);
      if (live && performance.now() - last > LIVE_MS) {
        last = performance.now();
        turn(to(Number(range.value)), true);
      }
    },
    onchange: () => turn(to(Number(range.value))) });
  return { node: [range, value], main: range, set(now) {
    show(value, plain(now));
    if (document.activeElement !== range || !same(to(Number(range.value)), now)) range.value = from(now);
    range.setAttribute("aria-valuetext", plain(now));
    fill(range);
  } };
}

function segments(label, options, turn) {
  const buttons = options.map(([value, said]) =>
    el("button", { type: "button", "data-value": value, onclick: () => turn(value) }, said));
  const node = el("div", { class: "seg", role: "group", "aria-label": label }, ...buttons);
  return { node: [node], set: (now) => buttons.forEach((b, i) => attribute(b, "aria-pressed", same(options[i][0], now))) };
}

function select(id, choices, turn) {
  const node = el("select", { id, onchange: () => turn(node.value) },
    ...Object.entries(choices).map(([value, label]) => el("option", { value }, label)));
  return { node: [node], set: (now) => { if (node.value !== now) node.value = now; } };
}

// Fewer, the number itself, more.
function counter(id, label, { low, high }, turn) {
  const input = field(id, label, turn);
  const step = (by) => turn(Math.min(high, Math.max(low, Number(input.value) + by)));
  const node = el("div", { class: "seg count", role: "group", "aria-label": label },
    el("button", { type: "button", "aria-label": `${label}: one less`, onclick: () => step(-1) }, "−"), input,
    el("button", { type: "button", "aria-label": `${label}: one more`, onclick: () => step(1) }, "+"));
  return { node: [node], set: (now) => show(input, String(now)) };
}

// Widths of the hidden layers: typed, or a layer less, a layer more.
function layers(id, label, turn) {
  const input = field(id, `${label}: widths of the hidden layers, such as 128, 128`, turn);
  input.classList.add("widths");
  let now = [];
  const node = el("div", { class: "seg count", role: "group", "aria-label": label }, input,
    el("button", { type: "button", "aria-label": `${label}: a layer less`, onclick: () => turn(now.slice(0, -1)) }, "−"),
    el("button", { type: "button", "aria-label": `${label}: a layer more`, onclick: () => now.length < 4 && turn([...now, now.at(-1) ?? 128]) }, "+"));
  return { node: [node], set(widths) {
    now = widths;
    show(input, widths.length ? widths.join(", ") : "none");
  } };
}

function control(id, name, spec, label, turn) {
  const words = KNOBS[name];
  if (spec.kind === "rate")
    return slider(name, label, { min: Math.log10(spec.low), max: 0, step: 0.05, live: true, from: Math.log10,
      to: (place) => Number((10 ** place).toPrecision(2)) }, turn, id);
  if (words.steps) {
    const near = (value) => words.steps.reduce((best, s, i) => (Math.abs(Math.log(s / value)) < Math.abs(Math.log(words.steps[best] / value)) ? i : best), 0);
    return slider(name, label, { min: 0, max: words.steps.length - 1, step: 1, to: (place) => words.steps[place], from: near }, turn, id);
  }
  if (spec.kind === "number")
    return slider(name, label, { min: spec.low, max: spec.high, step: 0.01, to: (v) => v, from: (v) => v }, turn, id);
  if (words.choices) return segments(label, words.choices.map((value) => [value, String(value)]), turn);
  if (spec.kind === "widths") return layers(id, label, turn);
  if (spec.kind === "whole") return counter(id, label, spec, turn);
  const options = Object.entries(spec.choices);
  return options.length <= 3 ? segments(label, options.map(([value, said]) => [value, said.replace("Leaky ReLU", "Leaky")]), turn) : select(id, spec.choices, turn);
}

// turn(changes, drawing): a change of settings; drawing is true while a slider moves.
export function knob(name, spec, who, turn) {
  const id = `knob-${who.replace(/\W/g, "")}-${name}`, words = KNOBS[name], label = `${who}: ${spec.label}`;
  const made = control(id, name, spec, label, (value, drawing) => turn({ [name]: value }, drawing));
  let offered = words.tries?.[0];
  const tried = offered && el("button", { type: "button", class: "try", onclick: () =>
    turn(offered[1] === "seed" ? { seed: Math.floor(Math.random() * 1000) } : offered[1]) }, offered[0]);
  const heading = made.node[0].matches("div")
    ? el("span", { class: "label" }, spec.label, el("span", { class: "when" }, COSTS[spec.acts]))
    : el("label", { class: "label", for: id }, spec.label, el("span", { class: "when" }, COSTS[spec.acts]));
  const help = el("span", { id: `${id}-help` }, words.does);
  (made.main ?? made.node[0]).setAttribute("aria-describedby", `${id}-help`);
  const node = el("div", { class: "knob", "data-knob": name },
    el("div", { class: "line" }, heading, el("div", { class: "ctl" }, ...made.node)),
    el("div", { class: "tip" }, help, tried));
  return { node, set(value) {
    made.set(value);
    if (!tried) return;
    offered = words.tries.find(([, change]) => change === "seed" || !same(change[name], value)) ?? words.tries[0];
    text(tried, offered[0]);
  }, say: (sentence) => text(help, sentence ?? words.does) };
}
