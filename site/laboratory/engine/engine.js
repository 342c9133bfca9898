// One GAN that trains while its knobs turn, as gan_course/lab/engine.py; it knows no page.

import { Game } from "./game.js";
import { Drawing } from "./draw.js";
import { Order, Stream } from "./chance.js";
import { distribution } from "./data.js";
import { counts } from "./counts.js";
import { KNOBS, REMEDIES } from "./settings.js";

const PLAYERS = ["generator", "discriminator"];

export class Engine {
  // module: the compiled kernels. Throws an Error with the sentence to show for settings that make no game.
  constructor(module, settings) {
    Object.assign(this, { module, settings });
    this.begin();
  }

  // Begin anew from the seed. After a divergence the last change that was made before it is taken back.
  reset() {
    if (this.diverged && this.before) this.settings = this.before;
    this.begin();
  }

  begin() {
    const { module, settings } = this, { data, drawn } = settings;
    if (this.data?.of !== `${data} ${drawn}`) this.data = { ...distribution(module, settings), of: `${data} ${drawn}` };
    check(settings, this.data);
    const game = new Game(module, settings);
    this.settle(game);
    game.begin(this.streams.weights);
    Object.assign(this, { before: null, diverged: null, start: settings, step: 0, events: [], losses: [NaN, NaN] });
  }

  // Take a game, with streams of chance that go on where those of the last one stood.
  settle(game, streams = null) {
    const { settings: { seed } } = this, { memory } = game;
    this.game = game;
    this.streams = Object.fromEntries(["weights", "order", "noise", "remedies", "single"].map((name) => {
      const stream = new Stream(memory, seed, name);
      stream.at = streams ? streams[name].at : 0;
      return [name, stream];
    }));
    this.order = new Order(this.streams.order, this.data.x.length / 2);
    this.drawing = null;
  }

  // ---------------------------------------------------------- training

  // Fill the next batch and its noise.
  next(rows) {
    const { game: { memory, real, noise }, data: { x }, settings: { batch_size: n, latent_dim } } = this;
    this.streams.noise.normal(noise, n * latent_dim);
    const batch = memory.array(real, 2 * n);
    for (let i = 0; i < n; i++) {
      batch[2 * i] = x[2 * rows[i]];
      batch[2 * i + 1] = x[2 * rows[i] + 1];
    }
  }

  // Train so many steps; returns those done, fewer after a divergence.
  advance(steps = 1, single = false) {
    const { settings: { batch_size: n, n_critic } } = this;
    let done = 0, d = 0, g = 0;
    while (done < steps && !this.diverged) {
      const rows = this.order.take(n * n_critic);
      let critic = 0;
      this.game.step(() => this.next(rows.subarray(n * critic, n * ++critic)), this.streams.remedies);
      const [dLoss, gLoss] = this.game.loss;
      done += 1;
      this.step += 1;
      if (!Number.isFinite(dLoss) || !Number.isFinite(gLoss)) this.explain(dLoss, gLoss);
      d += dLoss;
      g += gLoss;
    }
    if (done) {
      this.losses = [d / done, g / done];
      this.note(single ? "single" : "fit", done);
    }
    return this.diverged ? 0 : done;
  }

  // Update one player alone, once.
  stepPlayer(player) {
    if (this.diverged) return;
    if (this.game.stepper) throw new Error("One player alone cannot be updated here: 'consensus' moves both at once.");
    this.next(this.order.take(this.settings.batch_size));
    this.game[`${player}Step`](this.streams.remedies);
    const [dLoss, gLoss] = this.game.loss, discriminator = player === "discriminator";
    this.losses = discriminator ? [dLoss, this.losses[1]] : [this.losses[0], gLoss];
    if (!Number.isFinite(discriminator ? dLoss : gLoss)) this.explain(discriminator ? dLoss : 0, discriminator ? 0 : gLoss);
    this.note(player, 1);
  }

  explain(dLoss, gLoss) {
    const culprits = [[dLoss, "D's"], [gLoss, "G's"]].filter(([loss]) => !Number.isFinite(loss)).map(([, name]) => name);
    this.diverged = `${culprits.join(" and ") || "A"} loss is not a number since step ${this.step}: the weights have flown ` +
      "off to infinity. The usual causes: a learning rate too high, or a critic without a penalty. Reset begins anew" +
      `${this.before ? " and takes your last change back" : ""}.`;
  }

  // What is to be drawn now.
  frame() {
    this.drawing ??= new Drawing(this.game, this.data);
    const { raw, ...arrays } = this.drawing.draw();
    return { arrays, shapes: this.drawing.shapes, counts: counts(raw, this.data), step: this.step,
             d_loss: this.losses[0], g_loss: this.losses[1] };
  }

  // ---------------------------------------------------------- knobs

  // What a change of the settings needs: "live", "recompile" or "reset".
  needed(wanted) {
    const differs = (name) => String(wanted[name]) !== String(this.settings[name]);
    const kinds = new Set(Object.keys(KNOBS).filter(differs).map((name) => KNOBS[name].acts));
    if (differs("drawn") || kinds.has("reset")) return "reset";
    const old = this.settings.remedies, names = Object.keys(wanted.remedies);
    const switched = names.length !== Object.keys(old).length || names.some((name) => !(name in old));
    const rebuilt = names.some((name) => old[name] !== wanted.remedies[name] && !REMEDIES[name].live);
    return kinds.has("recompile") || switched || rebuilt ? "recompile" : "live";
  }

  // Take checked settings; returns what was needed. Where no game can be made of them an Error is thrown, and the run is
  // as it was.
  adopt(wanted) {
    const old = this.settings, needed = this.needed(wanted);
    if (JSON.stringify(wanted) === JSON.stringify(old)) return needed;
    if (needed === "reset") {
      const kept = { ...this };
      try {
        this.settings = wanted;
        this.begin();
      } catch (error) {
        Object.assign(this, kept);
        throw error;
      }
    } else if (needed === "recompile") {
      check(wanted, this.data);
      const game = new Game(this.module, wanted), { game: before, streams } = this;
      this.settings = wanted;
      this.settle(game, streams);
      game.begin(this.streams.weights, before);
      this.events.push(["compile", wanted]);
    } else {
      for (const player of PLAYERS) {
        const rate = wanted[`${player}_rate`];
        if (rate !== old[`${player}_rate`]) this.noteChange("rate", player, rate);
      }
      for (const [name, value] of Object.entries(wanted.remedies))
        if (value !== old.remedies[name]) this.noteChange("turn", name, value);
      this.settings = wanted;
      this.game.turn(wanted);
    }
    this.before = this.diverged ? null : old;
    return needed;
  }

  // ---------------------------------------------------------- what has happened

  note(kind, count) {
    const last = this.events.at(-1);
    if (last?.[0] === kind) last[1] += count;
    else this.events.push([kind, count]);
  }

  noteChange(kind, name, value) {
    const last = this.events.at(-1);
    if (last?.[0] === kind && last[1] === name) this.events.pop();
    this.events.push([kind, name, value]);
  }
}

function check({ batch_size, n_critic }, { x }) {
  if (batch_size * n_critic > x.length / 2)
    throw new Error(`A step takes batch_size=${batch_size} times n_critic=${n_critic} samples, and there are only ` +
                    `${(x.length / 2).toLocaleString("en")}; lower one of them.`);
}
