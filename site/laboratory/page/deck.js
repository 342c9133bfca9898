// The player: play, step, reset, speed, and the timeline to look back through.

import { byId, attribute, el, many, text } from "./dom.js";

const PLAY = "M3 1l11 7-11 7z", PAUSE = "M3 1h4v14H3zM9 1h4v14H9z";

export class Deck {
  // app: play(), step(player), reset().
  constructor(lab, app) {
    Object.assign(this, { lab, app });
    const press = (id, act) => (byId(id).onclick = act);
    press("play", () => app.play());
    press("step1", () => app.step(null));
    press("stepd", () => app.step("discriminator"));
    press("stepg", () => app.step("generator"));
    press("reset", () => app.reset());
    press("now", () => this.now());
    for (const button of byId("speed").children) button.onclick = () => lab.send("speed", { value: button.dataset.v });
    byId("scrub").oninput = () => this.look(Number(byId("scrub").value));
  }

  // index: a picture of the timeline.
  look(index) {
    if (this.lab.playing) this.lab.send("pause");
    this.lab.send("look", { index: index >= Number(byId("scrub").max) ? -1 : index });
  }

  // The picture nearest to a step; the engine keeps them at even distances.
  lookAt(step) {
    const last = Number(byId("scrub").max), index = Math.round((last * step) / Math.max(1, this.lab.lastStep));
    byId("scrub").value = index;
    this.fill();
    this.look(index);
  }

  // So many pictures on, or back.
  lookBy(count) {
    const scrub = byId("scrub");
    if (scrub.disabled) return;
    scrub.value = Number(scrub.value) + count;
    this.fill();
    this.look(Number(scrub.value));
  }

  now() {
    byId("scrub").value = byId("scrub").max;
    this.fill();
    this.lab.send("look", { index: -1 });
  }

  fill() {
    const scrub = byId("scrub"), last = Number(scrub.max);
    scrub.style.setProperty("--p", last ? (100 * scrub.value) / last : 100);
  }

  sync(state) {
    const playing = state.playing;
    text(byId("play").querySelector("span"), playing ? "Pause" : "Play");
    attribute(byId("play").querySelector("path"), "d", playing ? PAUSE : PLAY);
    for (const button of byId("speed").children) attribute(button, "aria-pressed", button.dataset.v === state.speed);
    this.readout();
  }

  // Where something was changed, above the timeline.
  marks() {
    const last = Math.max(1, this.lab.lastStep), marks = this.lab.state?.marks ?? [];
    const key = JSON.stringify([marks, last]);
    if (key === this.marked) return;
    this.marked = key;
    byId("marks").replaceChildren(...marks.map(([step, said]) => el("i", { class: "mark", title: `step ${many(step)}: ${said}`, style: `left:${(100 * step) / last}%` })));
  }

  readout() {
    const { lab } = this, frame = lab.frame, back = Boolean(frame?.looking_back);
    text(byId("step"), many(lab.step));
    const rate = !frame || back ? "" : lab.state?.speed === "slow" && lab.playing ? "slow motion" : lab.playing ? `${many(frame.rate)} steps/s` : lab.step ? "paused" : "ready";
    text(byId("rate"), rate);
    byId("now").hidden = !back;
    const scrub = byId("scrub");
    if (frame && !back) {
      attribute(scrub, "max", Math.max(0, frame.pictures - 1));
      if (document.activeElement !== scrub || lab.playing) scrub.value = scrub.max;
    }
    scrub.disabled = !frame || frame.pictures < 2;
    attribute(scrub, "aria-valuetext", `step ${many(lab.step)}`);
    this.fill();
    this.marks();
  }
}
