// Trains what stands on the bench, and tells the page: the commands and messages of PROTOCOL.md.

import { Engine } from "./engine.js";
import { N_REAL } from "./draw.js";
import { Record, film, pack } from "./record.js";
import { curve, resume, saved } from "./session.js";
import { label, toPython } from "./script.js";
import { PRESETS, GALLERY, KNOBS, REMEDIES, checkedRemedy, fromText, replaced, toText } from "./settings.js";

const WORK_MS = 8;                // between two looks at the queue
const FASTEST_MS = 20, SLOWEST_MS = 33, PICTURE_SHARE = 12, MOST_SHARE = 4; // see `every`
const UNSEEN_MS = 500;            // between looks that nobody sees, for the timeline and the curves
const IN_FLIGHT = 5, LOST_MS = 1000, RATE_MS = 500;
const PHASE_MS = 900, SINGLE_MS = 50, MOST_MARKS = 100;
const PLAYERS = ["generator", "discriminator"], SPEEDS = ["slow", "single", "full"];

export class Runner {
  // module: the compiled kernels. emit(say, content, buffers). start, against: short texts to begin with.
  constructor(module, emit, start = "", against = null, clock = () => performance.now()) {
    Object.assign(this, { module, emit, clock, playing: false, speed: "full", note: "", phase: null, lookingBack: false,
                          marks: [], visible: true, number: 0, flying: 0, sentAt: 0, lookedAt: -1e9, cost: 0, singleAt: 0,
                          perCall: 1 });
    this.settings = fromText(start);
    this.difference = against;
    this.build();
  }

  // ---------------------------------------------------------- the runs

  // The settings of each run that shall stand: those of the second are the first's with the difference laid over them.
  wanted(settings = this.settings, difference = this.difference) {
    if (difference == null) return [settings];
    const parts = [...toText(settings).split(" "), ...difference.split(/\s+/)].filter(Boolean);
    const off = new Set(parts.filter((part) => part.startsWith("-")).map((part) => part.slice(1)));
    const second = fromText(parts.filter((part) => !part.startsWith("-") && !off.has(part.split("=")[0])).join(" "));
    if (toText(second) === toText(settings))
      throw new Error("The second run would be the first again; give it a difference, such as r1=0.1.");
    return [settings, second];
  }

  build(settings = this.settings, difference = this.difference) {
    const engines = this.wanted(settings, difference).map((each) => new Engine(this.module, each));
    Object.assign(this, { engines, settings, difference });
    this.restart();
  }

  restart() {
    this.records = this.engines.map(() => new Record());
    Object.assign(this, { phase: null, lookingBack: false, marks: [] });
    this.countRate();
  }

  get step() {
    return this.engines[0].step;
  }

  get diverged() {
    return this.engines.find((engine) => engine.diverged)?.diverged ?? null;
  }

  // ---------------------------------------------------------- commands

  // Do what the page says, or tell it why not.
  obey({ do: name, ...content }, buffers = []) {
    try {
      if (!Object.hasOwn(COMMANDS, name)) throw new Error(`The page sent '${String(name).slice(0, 80)}', which this laboratory does not know.`);
      COMMANDS[name].call(this, content, buffers);
    } catch (error) {
      this.tell();
      this.emit("error", { text: String(error.message).slice(0, 600) });
    }
  }

  change(changes) {
    const settings = replaced(this.settings, changes), both = this.wanted(settings);
    const needed = this.engines.map((engine, i) => engine.needed(both[i]));
    if (needed.includes("reset")) {
      this.build(settings, this.difference);
      this.announce();
      return;
    }
    const before = this.engines.map((engine) => engine.settings);
    try {
      this.engines.forEach((engine, i) => engine.adopt(both[i]));
    } catch (error) {
      this.engines.forEach((engine, i) => toText(engine.settings) === toText(before[i]) || engine.adopt(before[i]));
      throw error;
    }
    this.mark(this.settings, settings);
    this.settings = settings;
    this.tell();
    if (!this.playing) this.show(true);
  }

  // A mark on the timeline where something was changed.
  mark(old, settings) {
    const texts = [];
    for (const name of Object.keys(KNOBS))
      if (String(old[name]) !== String(settings[name])) texts.push(`${label(name)} ${settings[name]}`);
    for (const name of Object.keys(REMEDIES)) {
      const [before, now] = [old.remedies[name], settings.remedies[name]];
      if (before !== now) texts.push(now === undefined ? `${label(name)} off` : `${label(name)}${now == null ? "" : ` ${now}`}`);
    }
    if (!texts.length || !this.step) return;
    if (this.marks.at(-1)?.[0] === this.step) this.marks.pop();
    this.marks.push([this.step, texts.join(", ")]);
    if (this.marks.length > MOST_MARKS) this.marks.shift();
  }

  // ---------------------------------------------------------- playing

  // One short piece of work; returns whether there may be more, and after how many milliseconds.
  work() {
    if (!this.playing) return null;
    try {
      return this.play();
    } catch (error) {
      this.playing = false;
      this.tell();
      this.emit("error", { text: `${error.name}: ${error.message}. The run is paused; press Reset.`.slice(0, 600) });
      return null;
    }
  }

  play() {
    const now = this.clock();
    let wait = 0;
    if (this.speed === "slow") wait = this.slowMotion(now);
    else if (this.speed === "single") {
      wait = this.singleAt + SINGLE_MS - now;
      if (wait <= 0) {
        this.singleAt = now;
        this.engines.forEach((engine) => engine.advance(1, true));
        wait = SINGLE_MS;
        this.lookedAt = -1e9;
      }
    } else this.train(now);
    if (this.diverged) {
      this.playing = false;
      this.note = this.diverged;
      this.show(true);
      this.tell();
      return null;
    }
    if (this.speed !== "slow" && this.due()) this.show();
    return Math.max(0, wait);
  }

  // Steps for a few milliseconds, all runs alike.
  train(now) {
    while (!this.diverged) {
      for (const engine of this.engines) engine.advance(this.perCall);
      const spent = this.clock() - now;
      if (spent >= WORK_MS) {
        if (spent > 2 * WORK_MS) this.perCall = Math.max(1, this.perCall >> 1);
        break;
      }
      if (spent < WORK_MS / 8 && this.perCall < 64) this.perCall *= 2;
    }
  }

  // One step in four pictures.
  slowMotion(now) {
    const [phase, since] = this.phase ?? [3, -1e9], left = since + PHASE_MS - now;
    if (left > 0) return Math.min(left, 50);
    const next = (phase + 1) % 4;
    for (const engine of this.engines) {
      if (next === 1) engine.stepPlayer("discriminator");
      else if (next === 3) engine.stepPlayer("generator");
    }
    this.phase = [next, now];
    this.show(true, next);
    return 50;
  }

  // From one picture to the next: often enough to move, but training keeps nearly all of the time.
  get every() {
    if (!this.visible) return UNSEEN_MS;
    return Math.max(FASTEST_MS, Math.min(SLOWEST_MS, PICTURE_SHARE * this.cost), MOST_SHARE * this.cost);
  }

  // Whether it is time for a picture, and the page has room for it.
  due() {
    const now = this.clock();
    if (now < this.lookedAt + this.every) return false;
    if (this.visible && this.flying >= IN_FLIGHT) {
      if (now - this.sentAt < LOST_MS) return false;
      this.flying = 0;
    }
    return true;
  }

  // ---------------------------------------------------------- telling

  announce() {
    this.tellData();
    this.tell();
    this.show(true);
  }

  // Record a picture of each run, and send it if the page can see it.
  show(force = false, phase = undefined) {
    const began = this.clock();
    const packed = this.engines.map((engine) => pack(engine.frame()));
    const rows = packed.map((each, i) => this.records[i].add(each));
    this.cost = 0.7 * this.cost + 0.3 * (this.clock() - began);
    // on a schedule: a wait that is counted anew each time would be rounded up to a whole piece of work
    this.lookedAt = Math.max(this.lookedAt + this.every, began - this.every);
    if ((this.visible || force) && !this.lookingBack) this.send(packed, phase === undefined ? { rows } : { rows, phase });
  }

  send(packed, more) {
    const now = this.clock();
    this.sentAt = now;
    this.flying += 1;
    this.number += 1;
    if (now - this.since > RATE_MS) {
      this.rate = Math.max(0, ((this.step - this.sinceStep) / (now - this.since)) * 1000);
      Object.assign(this, { since: now, sinceStep: this.step });
    }
    this.emit("frame", { runs: packed.map(({ buffers, ...rest }) => rest), rate: this.rate, number: this.number,
                         pictures: this.records[0].pictures.length, looking_back: this.lookingBack, ...more },
              packed.flatMap(({ buffers }) => buffers));
  }

  countRate() {
    Object.assign(this, { since: this.clock(), sinceStep: this.engines[0].step, rate: 0 });
  }

  tell() {
    this.emit("state", { playing: this.playing, speed: this.speed, settings: this.settings, text: toText(this.settings),
                         difference: this.difference, note: this.note, diverged: this.diverged != null, ready: true,
                         step: this.step, marks: this.marks });
  }

  tellData() {
    this.emit("data", { runs: this.engines.map(({ data }) => ({ kind: "points", limits: data.limits, of: data.means.length,
                                                                has_modes: data.hasModes })) },
              this.engines.map(({ data }) => data.x.slice(0, 2 * N_REAL)));
  }
}

function oneOf(name, value, allowed) {
  if (!allowed.includes(value)) throw new Error(`${name} is ${JSON.stringify(value)}; give one of ${allowed.join(", ")}.`);
  return value;
}

// What a page may say; `this` is the runner.
const COMMANDS = {
  hello() {
    Object.assign(this, { visible: true, flying: 0 });
    this.tellData();
    this.tell();
    this.emit("curves", { rows: this.records.map(({ rows }) => rows) });
    this.show(true);
  },
  ack({ number }) {
    this.flying = Math.max(0, Math.min(this.flying, this.number - number));
  },
  ping() {},
  visible({ on }) {
    Object.assign(this, { visible: Boolean(on), flying: 0 });
    if (on) this.show(true);
  },
  gone() {
    Object.assign(this, { playing: false, visible: false });
  },
  play() {
    this.lookingBack = false;
    this.playing = this.diverged == null;
    if (this.playing) this.note = "";
    this.countRate();
    this.tell();
  },
  pause() {
    Object.assign(this, { playing: false, phase: null });
    this.tell();
    this.show(true);
  },
  step({ player = null }) {
    if (player != null) oneOf("player", player, PLAYERS);
    Object.assign(this, { playing: false, lookingBack: false });
    for (const engine of this.engines) {
      if (player == null) engine.advance(1, true);
      else engine.stepPlayer(player);
    }
    this.note = this.diverged ?? this.note;
    this.show(true);
    this.tell();
  },
  reset() {
    this.note = "";
    const stopped = this.diverged;
    for (const engine of this.engines) {
      engine.diverged = stopped;         // or the runs would differ by more than was told
      engine.reset();
    }
    this.settings = this.engines[0].settings;
    this.restart();
    this.announce();
  },
  speed({ value }) {
    this.speed = oneOf("speed", value, SPEEDS);
    this.phase = null;
    this.tell();
  },
  look({ index }) {
    const { pictures } = this.records[0];
    this.lookingBack = index >= 0 && index < pictures.length - 1;
    if (!this.lookingBack) return this.show(true);
    this.send(this.records.map((record) => record.pictures[Math.min(index, record.pictures.length - 1)]), {});
  },
  set({ name, value }) {
    this.change({ [name]: value });
  },
  switch({ remedy, on, number = null }) {
    const value = checkedRemedy(remedy, on ? number : null), { [remedy]: old, ...remedies } = this.settings.remedies;
    this.change({ remedies: on ? { ...remedies, [remedy]: value } : remedies });
  },
  draw({ points }) {
    this.change({ data: "drawn", drawn: points });
  },
  text({ text }) {
    this.build(fromText(text), this.difference);
    this.announce();
  },
  preset({ name }) {
    oneOf("name", name, Object.keys(PRESETS));
    this.note = "";
    this.build(fromText(PRESETS[name]), GALLERY[name].against);
    this.announce();
  },
  compare({ difference = null }) {
    this.build(this.settings, difference);
    this.announce();
  },
  export({ what }) {
    oneOf("what", what, ["python", "session", "gif"]);
    const [engine] = this.engines;
    if (what === "gif") {
      const frames = film(this.records);
      this.emit("export", { what, name: "lab_run.gif", frames: frames.map((runs) => runs.map(({ buffers, ...rest }) => rest)) },
                frames.flat().flatMap(({ buffers }) => buffers));
      return;
    }
    if (what === "session") {
      this.emit("export", { what, name: "lab_session.json", runs: this.engines.map(saved) });
      return;
    }
    this.emit("export", { what, name: "lab_run.py", text: toPython(engine.start, engine.events) });
  },
  load({ settings, beside = null, runs, curves }) {
    const first = fromText(settings), wanted = this.wanted(first, beside);
    if (!Array.isArray(runs) || runs.length !== wanted.length) throw new Error("The session has not as many runs as its settings say.");
    const engines = wanted.map((each, i) => {
      const engine = new Engine(this.module, each);
      resume(engine, runs[i]);
      return engine;
    });
    Object.assign(this, { engines, settings: first, difference: beside, playing: false, note: "The run is back. Play goes on from there." });
    this.restart();
    this.records.forEach((record, i) => (record.rows = curve(curves?.[i])));
    this.tellData();
    this.tell();
    this.emit("curves", { rows: this.records.map(({ rows }) => rows) });
    this.show(true);
  },
};
