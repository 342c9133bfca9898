// The page: one laboratory, its views, and what pressing does.

import { connect, framed } from "../engine/host.js";
import { byId, attribute, kept, text } from "./dom.js";
import { Curves } from "./curves.js";
import { Deck } from "./deck.js";
import { film } from "./film.js";
import { Frames } from "./frames.js";
import { Inspector } from "./inspector.js";
import { keys } from "./keys.js";
import { Lab } from "./lab.js";
import { keep, read } from "./link.js";
import { GameMap } from "./map.js";
import { Menus } from "./menus.js";
import { Stage } from "./stage.js";
import { Story } from "./story.js";
import { firstTheme, otherTheme } from "./theme.js";
import { hush, toast } from "./toasts.js";
import { Turning } from "./turning.js";
import { second, withPart } from "./values.js";

class App {
  constructor() {
    const around = (this.around = framed()), link = around ? { given: true, experiment: around.get("preset") } : read();
    const experiment = link.given ? link.experiment : "healthy";
    const compact = location.search === "?compact";
    const host = around ?? (link.given ? connect({ start: link.settings, against: link.beside, compact }) : connect({ preset: experiment, compact }));
    const lab = (this.lab = new Lab(host));
    for (const [name, on] of [["data-framed", around], ["data-compact", host.get("compact")]]) byId("lab").toggleAttribute(name, Boolean(on));
    this.whose = 0;
    this.turning = new Turning(lab, this);
    firstTheme(around?.get("theme"));
    this.story = new Story(lab, this);
    this.map = new GameMap(lab, (part) => this.inspector.choose(part));
    this.inspector = new Inspector(lab, this);
    this.stage = new Stage(lab, this);
    this.curves = new Curves(lab, (step) => this.deck.lookAt(step));
    this.deck = new Deck(lab, this);
    this.menus = new Menus(lab, this);
    lab.on("state", (state, before) => this.state(state, before));
    lab.on("data", () => this.stage.arrange());
    lab.on("curves", () => this.curves.draw(true));
    this.frames = new Frames(lab, this);
    lab.on("busy", ({ text: said }) => toast(said));
    lab.on("error", ({ text: said }) => this.refused(said));
    this.buttons();
    this.story.take(experiment in lab.gallery ? experiment : null);
    lab.send("hello");
    if (link.broken) toast("The address holds settings that cannot be read; these are the usual ones.", { bad: true });
    else if (!link.given && !kept.get("visited", false)) toast("Guess first, then press Play.", { action: ["Got it", () => {}], stays: true });
    kept.set("visited", true);
  }

  buttons() {
    byId("remedies").onclick = () => this.inspector.choose(this.inspector.part === "remedies" ? "discriminator" : "remedies");
    byId("compare").onclick = () => (this.lab.two ? this.turning.compare(null) : this.turning.both());
    byId("theme").onclick = () => this.theme();
    for (const button of document.querySelectorAll("[data-press]")) button.onclick = () => { this.menus.close(); byId(button.dataset.press).click(); };
    for (const tab of document.querySelectorAll("[data-tab-of]")) tab.onclick = () => this.tab(tab.dataset.tabOf);
    keys(this);
    addEventListener("hashchange", () => this.linked());
  }

  // ---------------------------------------------------------------- pressing

  play() {
    hush();
    this.stage.drawing && this.stage.stopDrawing();
    this.lab.send(this.lab.playing ? "pause" : "play");
    this.story.played();
  }

  step(player) {
    this.lab.send("step", { player });
    this.story.played();
  }

  reset() {
    this.lab.send("reset");
    const seed = this.lab.state?.settings.seed ?? 0;
    toast(`New networks from seed ${seed}: the same start.`, { action: ["Another seed", () => this.turn({ seed: seed + 1 })] });
  }

  begin(name) {
    this.whose = 0;
    this.story.take(name);
    this.lab.send("preset", { name });
    hush();
    if (this.story.note.guess == null) toast("Guess first, then press Play.");
  }

  guessed() {
    if (!this.lab.playing) toast("Your guess is kept. Press Play and watch.", { action: ["Play", () => this.play()] });
  }

  seen() {
    toast("It can be seen now.", { action: ["What I saw", () => { this.lab.playing && this.lab.send("pause"); this.story.show("saw"); this.tab("predict"); }] });
  }

  // ---------------------------------------------------------------- turning knobs

  // The settings whose knobs are shown: the first run's or the second's.
  get settings() {
    const { settings, difference } = this.lab.state;
    return this.whose ? second(settings, difference, this.lab.schema) : settings;
  }

  turn(changes, drawing = false) {
    this.turning.turn(changes, drawing);
  }

  chooseRun(run) {
    this.whose = run;
    this.inspector.sync(this.settings);
    this.map.run = run;
    this.map.still(this.settings);
    this.map.moving(true);
  }

  dropped(name) {
    this.turning.compare(withPart(this.lab.state.difference, name, null));
  }

  useText(given) {
    this.lab.send("text", { text: given });
    this.story.take(null);
  }

  linked() {
    const link = read(), { state } = this.lab;
    if (link.broken) return toast("The address holds settings that cannot be read.", { bad: true });
    if (state && link.settings === state.text && link.beside === state.difference) return;
    this.resume(link);
  }

  // Take up what a link or a session holds.
  resume({ settings, beside, experiment, notes = {}, runs = null, curves = null }) {
    this.story.add(notes);
    this.story.take(experiment in this.lab.gallery ? experiment : null);
    if (runs) {
      this.lab.send("load", { settings, beside, runs, curves });
      return;
    }
    if (this.lab.two) this.lab.send("compare", { difference: null });
    this.lab.send("text", { text: settings });
    if (beside != null) this.lab.send("compare", { difference: beside });
  }

  // ---------------------------------------------------------------- drawing data

  draw() {
    this.lab.playing && this.lab.send("pause");
    this.stage.startDrawing();
    toast("Draw on the picture; keys: arrows, then Enter.", { action: ["Train on it", () => this.stage.finish()], stays: true });
  }

  drawn(points) {
    this.lab.send("draw", { points });
    this.story.take(null);
    this.lab.send("play");
  }

  undrawn() {
    this.stage.stopDrawing();
    hush();
  }

  said(sentence) {
    toast(sentence, { action: ["Train on it", () => this.stage.finish()], stays: true });
  }

  // ---------------------------------------------------------------- hearing

  state(state, before) {
    const lab = byId("lab"), { two } = this.lab;
    if (!two) this.whose = 0;
    for (const [name, on] of [["data-two", two], ["data-playing", state.playing]]) lab.toggleAttribute(name, on);
    Object.assign(lab.dataset, { text: state.text, trained: state.step, ready: state.ready });
    attribute(byId("compare"), "aria-pressed", two);
    text(byId("compare"), two ? "One run only" : "Run a second one beside it");
    if (two !== (before?.difference != null) || state.difference !== before?.difference) this.stage.arrange();
    this.inspector.sync(this.settings);
    this.map.still(this.settings);
    this.deck.sync(state);
    this.menus.sync(state);
    this.story.compared(state.text, state.difference);
    (this.around?.keep ?? keep)({ settings: state.text, beside: state.difference, experiment: this.story.name });
    if (state.diverged && !before?.diverged) toast(state.note, { bad: true, action: ["Reset", () => this.lab.send("reset")] });
    else if (state.note && state.note !== before?.note && !state.diverged) toast(state.note);
    else if (before?.diverged && !state.diverged) hush();
    this.turning.agreed();
    this.curves.draw(!state.playing);
  }

  refused(said) {
    this.turning.forget();
    toast(said, { bad: true });
    if (this.lab.state) this.inspector.sync(this.settings);
  }

  picture() {
    return Menus.sheet(this.stage.figures.filter(({ node }) => !node.hidden).map(({ canvas }) => canvas));
  }

  film(frames) {
    return film(frames, this.lab.runs, this.stage.show);
  }

  chosen(part) {
    this.map?.mark(part);
  }

  tab(name) {
    byId("lab").dataset.tab = name;
    if (name === "remedies") this.inspector.choose("remedies");
    else if (name === "game" && this.inspector.part === "remedies") this.inspector.choose("discriminator");
    for (const tab of document.querySelectorAll("[data-tab-of]")) attribute(tab, "aria-selected", tab.dataset.tabOf === name);
    this.inspector.fit();
    this.curves.draw(true);
  }

  // Everything drawn on canvases has colours of its own.
  theme() {
    otherTheme();
    this.stage.draw();
    this.map.arrange();
    this.curves.draw(true);
    this.inspector.drawThumbs(this.settings.drawn);
  }
}

window.lab = new App();
