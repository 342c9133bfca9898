// Predict, watch, say what you saw: the experiment in hand, and what the learner wrote of each.

import { byId, attribute, el, kept, many, text } from "./dom.js";
import { EXPERIMENTS } from "./experiments.js";

const STAGES = ["predict", "watch", "saw"];
const FREE = { title: "Free play", predict: "Your own settings. What do you expect to see?", look_for: "Count the modes at many steps, not at one. The losses of a run that hops look calm.", answers: [], asked: "What did you see?", came: "" };

export class Story {
  // app: begin(name) starts an experiment; menus has the list of them.
  constructor(lab, app) {
    Object.assign(this, { lab, app, name: null, stage: "predict", notes: kept.get("notes", {}) });
    this.names = Object.keys(EXPERIMENTS).filter((name) => name in lab.gallery);
    this.build();
  }

  of(name) {
    return name == null ? FREE : { ...this.lab.gallery[name], ...EXPERIMENTS[name] };
  }

  get note() {
    return (this.notes[this.name ?? "free"] ??= {});
  }

  build() {
    const button = (label, said, press, more = {}) => el("button", { type: "button", "aria-label": label, onclick: press, ...more }, said);
    this.title = el("h2", { id: "h-exp" });
    this.pos = el("span", { class: "soft small pos" });
    const nav = el("span", { class: "nav" }, button("Experiment before", "‹", () => this.go(-1)),
      button("All experiments", "All", () => this.app.menus.toggle("gallery"), { id: "all", "aria-haspopup": "dialog", "aria-expanded": "false" }), button("Next experiment", "›", () => this.go(1)));
    this.steps = ["Predict", "Watch", "What I saw"].map((label, i) => el("button", { type: "button", "data-stage": STAGES[i], onclick: () => this.show(STAGES[i]) }, label));
    this.question = el("h3", {});
    this.answers = el("div", { class: "answers", role: "group" });
    this.said = el("b", {});
    this.saidWord = el("span", { class: "soft" });
    this.verdict = el("span", { class: "soft" });
    this.saidLine = el("p", { class: "said" }, this.saidWord, this.said, this.verdict);
    this.bar = el("i", {});
    this.progress = el("div", { class: "bar", role: "progressbar", "aria-label": "Steps until it can be seen", "aria-valuemin": 0, "aria-valuemax": 100 }, this.bar);
    this.until = el("p", { class: "soft small num" });
    this.look = el("p", {});
    this.lookBox = el("details", { class: "look" }, el("summary", {}, "What to look for"), this.look);
    this.came = el("p", {});
    this.cameBox = el("details", { class: "came" }, el("summary", {}, "What comes of it"), this.came);
    this.own = el("textarea", { id: "note", rows: 2, "aria-label": "In your words: what happened, and why?", placeholder: "In your words: what happened, and why?", oninput: () => this.keep({ own: this.own.value }) });
    this.next = el("button", { type: "button", class: "primary", onclick: () => this.go(1) }, "Next ›");
    this.keptSaid = el("span", { class: "soft small" }, "Kept in this browser.");
    this.row = el("div", { class: "row" }, this.keptSaid, this.next);
    byId("predict").append(el("header", {}, this.title, this.pos, nav), el("div", { class: "stepper", role: "group", "aria-label": "Where you are" }, ...this.steps),
      this.question, el("div", { class: "act" }, this.answers, this.saidLine, el("div", { class: "wait" }, this.progress, this.until)), this.lookBox, this.cameBox, this.own, this.row);
  }

  go(by) {
    const at = this.names.indexOf(this.name);
    this.app.begin(this.names[(at + by + this.names.length) % this.names.length]);
  }

  // Take an experiment in hand; null: free play.
  take(name) {
    this.name = name;
    this.story = this.of(name);
    text(this.title, this.story.title);
    text(this.pos, name == null ? "" : `${this.names.indexOf(name) + 1} of ${this.names.length}`);
    text(this.look, this.story.look_for);
    text(this.came, this.story.came);
    this.answers.replaceChildren(...this.story.answers.map((answer) =>
      el("button", { type: "button", onclick: () => this.answer(answer) }, answer)));
    this.answers.style.gridTemplateColumns = `repeat(${Math.max(1, this.story.answers.length)}, 1fr)`;
    this.own.value = this.note.own ?? "";
    this.cameBox.open = false;
    this.show(this.note.guess ? "watch" : "predict");
  }

  // Whether the settings are still the experiment's own.
  compared(settings, beside) {
    if (this.name == null) return;
    const own = this.lab.host.get("presets")[this.name] === settings && (this.story.against ?? null) === beside;
    text(this.pos, `${this.names.indexOf(this.name) + 1} of ${this.names.length}${own ? "" : ", changed"}`);
  }

  answer(said) {
    if (this.stage === "saw") {
      this.keep({ saw: said });
      this.cameBox.open = true;
      this.show("saw");
    } else {
      this.keep({ guess: said });
      this.show("watch");
      this.app.guessed();
    }
  }

  keep(part) {
    Object.assign(this.note, part);
    kept.set("notes", this.notes);
  }

  show(stage) {
    const { guess, saw } = this.note, story = this.story, free = this.name == null;
    this.stage = stage;
    byId("predict").dataset.stage = stage;
    this.steps.forEach((step, i) => {
      attribute(step, "aria-current", STAGES[i] === stage ? "step" : null);
      step.classList.toggle("done", i < STAGES.indexOf(stage));
    });
    text(this.question, stage === "saw" ? story.asked : story.predict);
    this.answers.hidden = stage === "watch" || !story.answers.length;
    attribute(this.answers, "aria-label", stage === "saw" ? "What you saw" : "Your guess");
    const chosen = stage === "saw" ? saw : guess;
    for (const button of this.answers.children) attribute(button, "aria-pressed", button.textContent === chosen);
    this.saidLine.hidden = stage === "predict" || free;
    text(this.saidWord, stage === "saw" ? "You had said" : "You said");
    text(this.said, guess ?? "nothing yet");
    text(this.verdict, stage !== "saw" || !saw || !guess ? "" : saw === guess ? "— as you said." : "— the run surprised you. Why?");
    this.progress.parentElement.hidden = stage !== "watch" || free;
    this.lookBox.hidden = stage === "saw";
    if (stage === "watch") this.lookBox.open = true;
    this.cameBox.hidden = stage !== "saw" || !story.came;
    this.own.hidden = this.row.hidden = stage !== "saw" && !free;
    this.next.hidden = free;
    this.watch();
  }

  // Play was pressed.
  played() {
    if (this.stage === "predict" && this.name != null) this.show("watch");
  }

  // The run has come so far; once it can be seen, the third question is put.
  watch() {
    if (this.name == null || this.stage !== "watch") return;
    const { step } = this.lab, share = Math.min(1, step / this.story.steps);
    this.bar.style.width = `${100 * share}%`;
    attribute(this.progress, "aria-valuenow", Math.round(100 * share));
    text(this.until, `it can be seen by step ${many(this.story.steps)}`);
    if (this.asked !== this.name && share >= 1 && this.lab.playing) {
      this.asked = this.name;
      this.app.seen();
    }
  }

  // Notes from a session, on top of those that are here.
  add(notes) {
    this.notes = { ...this.notes, ...notes };
    kept.set("notes", this.notes);
  }

  // All guesses and notes as a text to take away.
  report() {
    const lines = ["What I expected, and what I saw, in the GAN laboratory", ""];
    for (const [name, { guess, saw, own }] of Object.entries(this.notes)) {
      if (!guess && !saw && !own) continue;
      const { title, predict } = this.of(name === "free" ? null : name);
      lines.push(title, predict, `  guess: ${guess ?? "–"}`, `  saw: ${saw ?? "–"}`, ...(own ? [`  in my words: ${own}`] : []), "");
    }
    return lines.length > 2 ? lines.join("\n") : null;
  }
}
