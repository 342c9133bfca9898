// The Dirac-GAN's phase portrait. Python computes field and orbits; the page draws them and reports where was clicked.

const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666", "#8a3d68"];
const SECONDS = 6; // in which an orbit is drawn
let portraits = 0;

class Portrait {
  constructor(model, el) {
    this.model = model;
    const id = `gan-dirac-${++portraits}`, { games, rules, limit } = model.get("choices");
    this.limit = limit;
    const choose = (name, options) => {
      const select = make("select", { id: `${id}-${name}`, "data-knob": name, onchange: () => this.set(name, select.value) },
        ...Object.entries(options).map(([value, label]) => make("option", { value }, label)));
      return select;
    };
    this.game = choose("game", games);
    this.rule = choose("rule", rules);
    this.rate = make("input", { type: "range", min: 0.02, max: 1, step: 0.02, id: `${id}-rate`, "data-knob": "rate",
      oninput: () => this.set("rate", Number(this.rate.value)) });
    this.rateText = make("span", {});
    this.canvas = make("canvas", { class: "gan-lab-picture", tabindex: "0", role: "img", style: "max-width: 440px" });
    this.cursor = [0.5, 0.5];
    this.canvas.addEventListener("click", (event) => {
      const box = this.canvas.getBoundingClientRect(), at = (share) => (2 * share - 1) * this.limit;
      this.start([at((event.clientX - box.left) / box.width), -at((event.clientY - box.top) / box.height)]);
    });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.text = make("p", { class: "gan-lab-counts", role: "status", "aria-live": "polite" });
    this.distances = make("canvas", { class: "gan-lab-chart", role: "img",
      "aria-label": "Distance from the equilibrium over the steps, logarithmic" });
    this.root = make("div", { class: "gan-lab", id, role: "group", "aria-label": "Dirac-GAN phase portrait" },
      make("div", { class: "gan-lab-bar" },
        make("label", { for: this.game.id }, "Game "), this.game, make("label", { for: this.rule.id }, "Rule "), this.rule,
        make("label", { for: this.rate.id }, "Step "), this.rate, this.rateText,
        make("button", { type: "button", "data-do": "clear", onclick: () => this.set("starts", []) }, "Clear"),
        make("button", { type: "button", "data-do": "again", onclick: () => this.animate() }, "Again")),
      make("p", {}, "Click to start an orbit (keys: arrows move the cross, Enter starts). θ, left to right, is the ",
        "generator's point; ψ, upwards, the discriminator's slope. The equilibrium is the centre."),
      make("div", { class: "gan-lab-main" }, make("div", { class: "gan-lab-left" }, this.canvas, this.text),
        make("div", { class: "gan-lab-side" }, make("figure", {},
          make("figcaption", {}, "Distance from the equilibrium (logarithmic)"), this.distances))));
    el.append(this.root);
    this.changed = () => this.animate();
    this.mirror = () => this.reflect();
    model.on("change:picture", this.changed);
    model.on("change", this.mirror);
    this.resizer = new ResizeObserver(() => this.draw(this.done));
    this.resizer.observe(this.root);
    this.reflect();
    this.animate();
  }

  close() {
    cancelAnimationFrame(this.request);
    this.resizer.disconnect();
    this.model.off("change:picture", this.changed);
    this.model.off("change", this.mirror);
  }

  set(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
    this.reflect();
  }

  reflect() {
    this.game.value = this.model.get("game");
    this.rule.value = this.model.get("rule");
    this.rate.value = this.model.get("rate");
    this.rateText.textContent = this.model.get("rate").toFixed(2);
  }

  start(point) {
    this.set("starts", [...this.model.get("starts"), point.map((value) => Number(value.toFixed(3)))]);
  }

  key(event) {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (move) this.cursor = this.cursor.map((value, i) => Math.max(-this.limit, Math.min(this.limit, value + 0.1 * move[i])));
    else this.start(this.cursor);
    this.draw(this.done);
  }

  animate() {
    cancelAnimationFrame(this.request);
    const since = performance.now(), still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const turn = () => {
      this.done = still ? 1 : Math.min(1, (performance.now() - since) / 1000 / SECONDS);
      this.draw(this.done);
      if (this.done < 1) this.request = requestAnimationFrame(turn);
    };
    turn();
  }

  place([theta, psi]) {
    const side = this.canvas.width;
    return [(theta / this.limit + 1) * side / 2, (1 - psi / this.limit) * side / 2];
  }

  draw(done = 1) {
    const picture = this.model.get("picture"), scale = Math.min(window.devicePixelRatio || 1, 2);
    const side = Math.round((this.canvas.clientWidth || 400) * scale);
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const pen = this.canvas.getContext("2d"), dark = isDark(this.canvas), ink = dark ? "#bbbbbb" : "#777777";
    pen.fillStyle = dark ? "#1e1e1e" : "#ffffff";
    pen.fillRect(0, 0, side, side);
    pen.strokeStyle = ink;
    pen.lineWidth = scale;
    const longest = Math.max(...picture.field.map(([, , a, b]) => Math.hypot(a, b)), 1e-9);
    pen.beginPath();
    for (const [theta, psi, a, b] of picture.field) {
      const [x, y] = this.place([theta, psi]), dx = (a / longest) * side / 16, dy = (-b / longest) * side / 16;
      pen.moveTo(x, y);
      pen.lineTo(x + dx, y + dy);
    }
    pen.stroke();
    pen.fillStyle = ink;
    for (const [theta, psi] of picture.field) {
      const [x, y] = this.place([theta, psi]);
      pen.fillRect(x - scale, y - scale, 2 * scale, 2 * scale);
    }
    picture.orbits.forEach((orbit, i) => {
      pen.strokeStyle = pen.fillStyle = COLOURS[i % COLOURS.length];
      pen.lineWidth = 1.8 * scale;
      const until = Math.max(1, Math.round(done * orbit.length));
      pen.beginPath();
      orbit.slice(0, until).forEach((point, n) => (n ? pen.lineTo(...this.place(point)) : pen.moveTo(...this.place(point))));
      pen.stroke();
      const [x, y] = this.place(orbit[until - 1]);
      pen.beginPath();
      pen.arc(x, y, 4 * scale, 0, 7);
      pen.fill();
    });
    const [cx, cy] = this.place([0, 0]);
    pen.strokeStyle = dark ? "#ffffff" : "#000000";
    pen.beginPath();
    pen.arc(cx, cy, 4 * scale, 0, 7);
    pen.stroke();
    if (document.activeElement === this.canvas) {
      const [x, y] = this.place(this.cursor);
      pen.beginPath();
      pen.moveTo(x - 8, y); pen.lineTo(x + 8, y); pen.moveTo(x, y - 8); pen.lineTo(x, y + 8);
      pen.stroke();
    }
    this.drawDistances(picture, done, dark, scale);
    this.tell(picture);
  }

  drawDistances(picture, done, dark, scale) {
    const canvas = this.distances, width = canvas.clientWidth || 300, height = 120, left = 40;
    if (canvas.width !== Math.round(width * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = height * scale;
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const steps = this.model.get("choices").steps, low = -6, high = 1.5;
    const x = (n) => left + ((width - left - 4) * n) / steps;
    const y = (value) => 4 + (height - 24) * (1 - (Math.max(low, Math.log10(Math.max(value, 1e-12))) - low) / (high - low));
    pen.font = "10px sans-serif";
    pen.fillStyle = dark ? "#bbbbbb" : "#555555";
    pen.textAlign = "right";
    for (const power of [-6, -3, 0]) pen.fillText(power ? `1e${power}` : "1", left - 4, y(10 ** power) + 3);
    pen.fillText(`${steps} steps`, width - 2, height - 4);
    picture.distances.forEach((distances, i) => {
      pen.strokeStyle = COLOURS[i % COLOURS.length];
      pen.lineWidth = 1.6;
      pen.beginPath();
      distances.slice(0, Math.max(1, Math.round(done * distances.length)))
        .forEach((value, n) => (n ? pen.lineTo(x(n), y(value)) : pen.moveTo(x(n), y(value))));
      pen.stroke();
    });
  }

  tell(picture) {
    const last = picture.distances.map((distances) => distances[distances.length - 1]);
    const theory = picture.modulus == null ? "" : ` Theory: near the centre each step multiplies the distance by ${picture.modulus.toFixed(4)}.`;
    const text = (last.length ? `Distances at the end: ${last.map((value) => value.toPrecision(2)).join(", ")}.` : "") + theory;
    if (this.text.textContent !== text) {
      this.text.textContent = text;
      this.canvas.setAttribute("aria-label", `Phase portrait. ${text}`);
    }
    this.root.dataset.orbits = picture.orbits.length;
  }
}

export default {
  render({ model, el }) {
    const portrait = new Portrait(model, el);
    return () => portrait.close();
  },
};
