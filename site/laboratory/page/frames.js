// Each frame that the engine sends: painted with the screen, then answered, so that the engine sends no more than is seen.

import { byId } from "./dom.js";

const ANSWER_MS = 80;
const HIDDEN_MS = 500; // a page behind another window is not painted, and must answer too

export class Frames {
  constructor(lab, app) {
    Object.assign(this, { lab, app, newest: null, waiting: false, answering: null });
    lab.on("frame", (frame) => this.take(frame));
  }

  take({ number }) {
    this.newest = number;
    if (this.waiting) return;
    this.waiting = true;
    const paint = () => {
      clearTimeout(backup);
      if (!this.waiting) return;
      this.waiting = false;
      this.paint();
    };
    const backup = setTimeout(paint, HIDDEN_MS);
    requestAnimationFrame(paint);
  }

  paint() {
    const { lab, app } = this;
    app.stage.draw();
    app.deck.readout();
    app.curves.draw(!lab.playing);
    app.map.moving(!lab.playing);
    app.story.watch();
    Object.assign(byId("lab").dataset, { step: lab.step, frames: lab.frames, back: Boolean(lab.frame?.looking_back) });
    this.answering ??= setTimeout(() => {
      this.answering = null;
      lab.send("ack", { number: this.newest });
    }, ANSWER_MS);
  }
}
