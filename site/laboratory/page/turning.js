// From a turned knob to the engine, and back to one sentence that says what changed and offers to undo it.

import { many } from "./dom.js";
import { toast } from "./toasts.js";
import { changeInWords, commands, same, withPart } from "./values.js";

export class Turning {
  constructor(lab, app) {
    Object.assign(this, { lab, app, from: null, done: false, stopgap: null });
  }

  // drawing: a slider is on its way, so nothing is said yet.
  turn(changes, drawing = false) {
    const { settings, difference } = this.lab.state;
    if (this.app.whose) return drawing || this.second(changes, settings, difference);
    this.from ??= settings; // as it was before the slider moved
    this.done = !drawing;
    const list = commands(settings, { ...settings, ...changes });
    for (const [what, content] of list) this.lab.send(what, content);
    if (!list.length) this.agreed();
  }

  // What B has different: knobs, remedies of its own, and "-r1" for one of A's that it does without.
  second(changes, first, difference) {
    let text = this.stopgap === difference ? "" : difference;
    for (const [name, value] of Object.entries(changes)) {
      if (name !== "remedies") text = withPart(text, name, same(first[name], value) ? null : value);
      else for (const remedy of Object.keys({ ...first.remedies, ...this.app.settings.remedies, ...value })) {
        const on = remedy in value, ofA = remedy in first.remedies && first.remedies[remedy] === value[remedy];
        text = withPart(text, `-${remedy}`, on || !(remedy in first.remedies) ? null : "");
        text = withPart(text, remedy, on && !ofA ? value[remedy] ?? "" : null);
      }
    }
    if (text !== difference) this.compare(text);
  }

  // Two runs with a difference, such as "r1=0.1"; without one there is nothing to compare.
  compare(difference) {
    this.stopgap = null;
    this.lab.send("compare", { difference: difference || null });
  }

  // A second run, from another seed until B has a difference of its own.
  both() {
    this.stopgap = `seed=${this.lab.state.settings.seed + 1}`;
    this.lab.send("compare", { difference: this.stopgap });
    toast("B begins from another seed. Choose B, and change one of its knobs.", { action: ["Choose B", () => this.app.chooseRun(1)] });
  }

  // The engine has taken it: say what changed.
  agreed() {
    const { settings, step } = this.lab.state, from = this.from;
    if (!from || !this.done) return;
    const said = changeInWords(from, settings, this.lab.schema);
    if (!said) return;
    this.forget();
    toast(this.anew(from, settings) ? `${said}: a new run from seed ${settings.seed}.` : `${said}, from step ${many(step)}.`,
      { action: ["Undo", () => commands(this.lab.state.settings, from).forEach(([what, content]) => this.lab.send(what, content))] });
  }

  forget() {
    this.from = null;
  }

  // Whether the change begins a new run.
  anew(from, to) {
    return Object.entries(this.lab.schema.knobs).some(([name, { acts }]) => acts === "reset" && !same(from[name], to[name]));
  }
}
