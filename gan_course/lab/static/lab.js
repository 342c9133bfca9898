// The page of the laboratory. Python sends pictures, curves and the state; the page draws them and sends what was pressed.
// All controls are plain HTML, so that labels, the keyboard and screen readers work as everywhere else.

const COLOURS = { real: "#0072B2", fake: "#D55E00", discriminator: "#009E73", generator: "#CC79A7", arrow: "#4D4D4D",
                  modes: "#0072B2", quality: "#E69F00", divergence: "#56B4E9" };
const PHASES = [
  "1 of 4 · The generator turns noise into fakes. The net shows where each part of the noise goes.",
  "2 of 4 · The discriminator compares real and fake, and moves: its opinion, the background, has changed.",
  "3 of 4 · Through the discriminator each fake learns where it should go: the arrows.",
  "4 of 4 · The generator moves: the fakes have followed their arrows, as far as its weights allow.",
];
const GROUPS = ["Data and noise", "Game", "Discriminator", "Generator"];
const PING_SECONDS = 15;
const TEXT_MS = 120; // between two changes of the counts while it plays
const ANSWER_MS = 80; // between two answers to pictures
const CHART_MS = 300; // between two drawings of the curves while it plays
const SYMBOLS = { sigma: "σ", alpha: "α", beta: "β", gamma: "γ", lambda_: "λ" };
let labs = 0; // numbers the pages, so that each control has an id of its own

function numbers(shape, kind, buffer) {
  // a copy, since a view must start at a multiple of four
  const bytes = buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
  return { shape, values: kind === "u1" ? new Uint8Array(bytes) : new Float32Array(bytes) };
}

function short(value, digits = 2) {
  return value == null || !Number.isFinite(value) ? "–" : value.toFixed(digits);
}

// ---------------------------------------------------------------- one picture

class Picture {
  constructor(lab) {
    this.lab = lab;
    this.canvas = make("canvas", { class: "gan-lab-picture", tabindex: "0", role: "img" });
    this.caption = make("figcaption", {});
    this.counts = make("p", { class: "gan-lab-counts" });
    this.figure = make("figure", {}, this.caption, this.canvas, this.counts);
    this.surface = document.createElement("canvas");
    this.data = { kind: "points", limits: [-1.6, 1.6] };
    this.described = this.told = 0;
  }

  place([x, y]) {
    const [low, high] = this.data.limits, side = this.canvas.width;
    return [((x - low) / (high - low)) * side, side - ((y - low) / (high - low)) * side];
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect(), [low, high] = this.data.limits;
    return [low + ((event.clientX - box.left) / box.width) * (high - low),
            high - ((event.clientY - box.top) / box.height) * (high - low)];
  }

  draw(run, phase) {
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    const side = Math.round((this.canvas.clientWidth || 360) * scale);
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const pen = this.canvas.getContext("2d"), dark = isDark(this.canvas);
    pen.fillStyle = dark ? "#1e1e1e" : "#ffffff";
    pen.fillRect(0, 0, side, side);
    const arrays = run ? run.parsed : {};
    const show = this.lab.shown;
    if (arrays.images) this.drawImages(pen, arrays.images, side);
    if (arrays.surface && show("surface")) this.drawSurface(pen, arrays.surface, side, dark);
    if (arrays.mesh && show("manifold")) this.drawMesh(pen, arrays.mesh, dark);
    const size = Math.max(1.6 * scale, side / 220);
    if (this.data.real && show("real")) this.drawReal(pen, size, side);
    if (arrays.fakes && show("fake")) this.drawPoints(pen, arrays.fakes.values, COLOURS.fake, size, 0.85);
    if (arrays.arrows && show("arrows") && (phase == null || phase >= 2))
      this.drawArrows(pen, arrays.fakes.values, arrays.arrows.values, dark, scale);
    if (this.lab.drawing) this.drawPoints(pen, this.lab.drawing.flat(), COLOURS.real, size * 1.5, 1);
    if (run) this.tell(run);
  }

  drawImages(pen, { shape: [count, height, width], values }, side) {
    const across = Math.floor(Math.sqrt(count));
    this.surface.width = across * width;
    this.surface.height = across * height;
    const small = this.surface.getContext("2d"), image = small.createImageData(across * width, across * height);
    for (let n = 0; n < across * across; n++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const to = 4 * ((Math.floor(n / across) * height + y) * across * width + (n % across) * width + x);
          const value = values[(n * height + y) * width + x];
          image.data[to] = image.data[to + 1] = image.data[to + 2] = value;
          image.data[to + 3] = 255;
        }
    small.putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.surface, 0, 0, side, side);
  }

  drawSurface(pen, { shape: [height, width], values }, side, dark) {
    this.surface.width = width;
    this.surface.height = height;
    const small = this.surface.getContext("2d"), image = small.createImageData(width, height);
    const middle = dark ? [30, 30, 30] : [255, 255, 255];
    const fake = dark ? [150, 80, 30] : [235, 161, 107], real = dark ? [30, 95, 150] : [107, 174, 214];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const share = values[(height - 1 - y) * width + x] / 255, to = 4 * (y * width + x);
        const end = share < 0.5 ? fake : real, far = Math.abs(2 * share - 1);
        for (let c = 0; c < 3; c++) image.data[to + c] = middle[c] + (end[c] - middle[c]) * far;
        image.data[to + 3] = 255;
      }
    small.putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(this.surface, 0, 0, side, side);
  }

  drawReal(pen, size, side) {
    // they do not move: drawn once for each size and data
    if (this.real?.values !== this.data.real.values || this.real.sheet.width !== side) {
      this.real = { values: this.data.real.values, sheet: make("canvas", { width: side, height: side }) };
      this.drawPoints(this.real.sheet.getContext("2d"), this.data.real.values, COLOURS.real, size, 0.55);
    }
    pen.drawImage(this.real.sheet, 0, 0);
  }

  drawPoints(pen, values, colour, size, alpha) {
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    pen.beginPath();
    for (let i = 0; i + 1 < values.length; i += 2) {
      const [x, y] = this.place([values[i], values[i + 1]]);
      pen.moveTo(x + size, y);
      pen.arc(x, y, size, 0, 7);
    }
    pen.fill();
    pen.globalAlpha = 1;
  }

  drawMesh(pen, { shape: [count], values }, dark) {
    if (!count) return;
    const at = (i) => this.place([values[2 * i], values[2 * i + 1]]);
    const sheet = Math.round(Math.sqrt(count)), lines = [];
    if (sheet * sheet === count)
      for (let i = 0; i < sheet; i++) {
        lines.push(Array.from({ length: sheet }, (_, j) => i * sheet + j));
        lines.push(Array.from({ length: sheet }, (_, j) => j * sheet + i));
      }
    else lines.push(Array.from({ length: count }, (_, i) => i));
    pen.strokeStyle = dark ? "#e8b7d3" : "#8a3d68";
    pen.globalAlpha = 0.45;
    pen.lineWidth = Math.max(1, this.canvas.width / 500);
    pen.beginPath();
    for (const line of lines) line.forEach((i, n) => (n ? pen.lineTo(...at(i)) : pen.moveTo(...at(i))));
    pen.stroke();
    pen.globalAlpha = 1;
  }

  drawArrows(pen, fakes, arrows, dark, scale) {
    // lengths in the picture: the longest arrow is a twelfth of it, so what can be seen is direction and proportion
    let longest = 1e-9;
    for (let i = 0; i + 1 < arrows.length; i += 2) longest = Math.max(longest, Math.hypot(arrows[i], arrows[i + 1]));
    // Arrows of a weak gradient stay short: below this length nothing is enlarged.
    const factor = this.canvas.width / 12 / Math.max(longest, 0.2);
    pen.strokeStyle = dark ? "#dddddd" : COLOURS.arrow;
    pen.lineWidth = 1.2 * scale;
    pen.beginPath();
    for (let i = 0; i + 1 < arrows.length; i += 2) {
      const [x, y] = this.place([fakes[i], fakes[i + 1]]), dx = arrows[i] * factor, dy = -arrows[i + 1] * factor;
      const length = Math.hypot(dx, dy);
      if (length < 2) continue;
      pen.moveTo(x, y);
      pen.lineTo(x + dx, y + dy);
      const [ux, uy] = [dx / length, dy / length], head = 4 * scale;
      pen.moveTo(x + dx - head * (ux + 0.6 * uy), y + dy - head * (uy - 0.6 * ux));
      pen.lineTo(x + dx, y + dy);
      pen.lineTo(x + dx - head * (ux - 0.6 * uy), y + dy - head * (uy + 0.6 * ux));
    }
    pen.stroke();
  }

  tell(run) {
    const { modes, of, quality, divergence } = run.counts;
    const what = this.data.kind === "digits" ? "digits" : this.data.has_modes === false ? "stations" : "modes";
    const sure = this.data.kind === "digits" ? "recognised" : "high quality";
    const now = performance.now();
    if (this.lab.state && this.lab.state.playing && now - this.told < TEXT_MS) return;
    this.told = now;
    const text = `${modes} of ${of} ${what} · ${(100 * quality).toFixed(0)} % ${sure} · JS ${short(divergence)}`;
    if (this.counts.textContent !== text) this.counts.textContent = text;
    if (now - this.described > 2000) {
      this.described = now;
      this.canvas.setAttribute("aria-label", `Step ${run.step}. ${text}.`);
    }
  }
}

// ---------------------------------------------------------------- curves

class Chart {
  constructor(title, lines, top) {
    this.lines = lines; // [label, column, colour]
    this.top = top;
    this.canvas = make("canvas", { class: "gan-lab-chart", role: "img", "aria-label": `${title} over the steps` });
    const legend = make("p", { class: "gan-lab-legend" },
      ...lines.map(([label, , colour]) => make("span", {}, make("i", { style: `background:${colour}` }), label)));
    this.dashed = make("span", { hidden: true }, "dashed: the second run");
    legend.append(this.dashed);
    this.figure = make("figure", {}, make("figcaption", {}, title), this.canvas, legend);
  }

  draw(runs, scaleOf) {
    const scale = Math.min(window.devicePixelRatio || 1, 2), width = this.canvas.clientWidth || 300, height = 120;
    if (this.canvas.width !== Math.round(width * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = height * scale;
    }
    this.dashed.hidden = runs.length < 2;
    const pen = this.canvas.getContext("2d"), dark = isDark(this.canvas), left = 34, bottom = 16, above = 8;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const steps = Math.max(1, ...runs.map((rows) => (rows.length ? rows[rows.length - 1][0] : 0)));
    let top = this.top;
    if (!top) {
      // the 98th percentile, so that one spike does not flatten the curve
      const all = runs.flatMap((rows) => rows.flatMap((row) => this.lines.map(([, column]) => row[column])))
        .filter((value) => value != null && value > 0).sort((a, b) => a - b);
      top = all.length ? Math.max(1.5, all[Math.floor(0.98 * (all.length - 1))] * 1.1) : 2;
    }
    const low = this.top ? 0 : Math.min(0, ...runs.flatMap((rows) => rows.slice(-400).map((row) => row[2] ?? 0)));
    const floor = Math.max(low, -top);
    const x = (step) => left + ((width - left - 4) * step) / steps;
    const y = (value) => above + (height - bottom - above) * (1 - (Math.min(Math.max(value, floor), top) - floor) / (top - floor));
    pen.font = "10px sans-serif";
    pen.fillStyle = pen.strokeStyle = dark ? "#bbbbbb" : "#555555";
    pen.lineWidth = 0.5;
    for (const value of [floor, (floor + top) / 2, top]) {
      pen.textAlign = "right";
      pen.fillText(short(value, top < 5 ? 1 : 0), left - 4, y(value) + 3);
      pen.beginPath();
      pen.moveTo(left, y(value));
      pen.lineTo(width, y(value));
      pen.stroke();
    }
    pen.textAlign = "right";
    pen.fillText(`${steps.toLocaleString("en")} steps`, width - 2, height - 4);
    runs.forEach((rows, run) => {
      pen.setLineDash(run ? [4, 3] : []);
      for (const [, column, colour] of this.lines) {
        pen.strokeStyle = colour;
        pen.lineWidth = 1.6;
        pen.beginPath();
        let broken = true;
        for (const row of rows) {
          const value = row[column] == null ? null : row[column] * (scaleOf ? scaleOf(run, column) : 1);
          if (value == null) broken = true;
          else if (broken) pen.moveTo(x(row[0]), y(value)), (broken = false);
          else pen.lineTo(x(row[0]), y(value));
        }
        pen.stroke();
      }
    });
    pen.setLineDash([]);
  }
}

// ---------------------------------------------------------------- the page

class Page {
  constructor(model, el) {
    this.model = model;
    this.id = `gan-lab-${++labs}`;
    this.state = null;
    this.rows = [];
    this.frame = null;
    this.frames = 0;
    this.waiting = false;
    this.drawing = null;
    this.toggles = {};
    this.shown = (name) => !this.toggles[name] || this.toggles[name].checked;
    this.root = make("div", { class: "gan-lab", id: this.id, role: "group", "aria-label": "GAN laboratory" });
    this.root.classList.toggle("gan-lab-compact", model.get("compact"));
    el.append(this.root);
    this.build();
    this.listen = (content, buffers) => this.heard(content, buffers || []);
    model.on("msg:custom", this.listen);
    this.observer = new IntersectionObserver((entries) => this.seen(entries[entries.length - 1].isIntersecting));
    this.observer.observe(this.root);
    this.hidden = () => this.seen(this.inView);
    document.addEventListener("visibilitychange", this.hidden);
    this.resizer = new ResizeObserver(() => this.redraw());
    this.resizer.observe(this.root);
    this.timer = setInterval(() => this.send("ping"), PING_SECONDS * 1000);
    this.send("hello");
  }

  send(message, content = {}, buffers = []) {
    try {
      this.model.send({ do: message, ...content }, undefined, buffers);
    } catch (error) {
      // the kernel was restarted or shut down: there is nobody to tell, and the next cell makes a new page
      this.say(`The kernel does not answer (${error.message}). Run the cell again.`);
    }
  }

  close() {
    this.send("gone");
    clearInterval(this.timer);
    clearTimeout(this.answering);
    this.observer.disconnect();
    this.resizer.disconnect();
    document.removeEventListener("visibilitychange", this.hidden);
    this.model.off("msg:custom", this.listen);
  }

  seen(inView) {
    this.inView = inView;
    const on = Boolean(inView) && document.visibilityState === "visible";
    if (on !== this.visible) {
      this.visible = on;
      this.send("visible", { on });
    }
  }

  // ------------------------------------------------------------ building

  build() {
    const button = (name, text, title, press) =>
      make("button", { type: "button", "data-do": name, title, onclick: press }, text);
    this.play = button("play", "▶ Play", "Train (space)", () => this.toggle());
    this.presets = make("select", { id: `${this.id}-preset`, "data-knob": "preset", onchange: () => this.preset() },
      make("option", { value: "" }, "choose an experiment …"),
      ...Object.entries(this.model.get("gallery")).map(([name, preset]) => make("option", { value: name }, preset.title)));
    this.speed = make("select", { id: `${this.id}-speed`, "data-knob": "speed",
      onchange: () => this.send("speed", { value: this.speed.value }) },
      make("option", { value: "full" }, "full speed"), make("option", { value: "single" }, "one step a picture"),
      make("option", { value: "slow" }, "slow motion"));
    const bar = make("div", { class: "gan-lab-bar", role: "toolbar", "aria-label": "Training" },
      this.play,
      button("step", "Step", "One step of both players (.)", () => this.send("step")),
      button("step-d", "Step D", "One update of the discriminator", () => this.send("step", { player: "discriminator" })),
      button("step-g", "Step G", "One update of the generator", () => this.send("step", { player: "generator" })),
      button("reset", "Reset", "New weights from the seed; the settings stay (r)", () => this.send("reset")),
      make("label", { for: this.speed.id }, "Speed "), this.speed);
    const gallery = make("div", { class: "gan-lab-bar gan-lab-full" },
      make("label", { for: this.presets.id }, "Experiment "), this.presets);
    this.story = make("p", { class: "gan-lab-story" });
    this.stepText = make("span", { "data-show": "step" }, "step 0");
    this.rateText = make("span", { "data-show": "rate" });
    this.readout = make("p", { class: "gan-lab-readout" }, this.stepText, " ", this.rateText);
    this.note = make("p", { class: "gan-lab-note", role: "status", "aria-live": "polite" });
    this.pictures = [new Picture(this)];
    this.stage = make("div", { class: "gan-lab-stage" }, this.pictures[0].figure);
    this.draws(this.pictures[0]);
    this.charts = [
      new Chart("Losses", [["D", 1, COLOURS.discriminator], ["G", 2, COLOURS.generator]]),
      new Chart("Counts, as shares of the best", [["modes", 3, COLOURS.modes], ["high quality", 4, COLOURS.quality],
        ["JS divergence / log 2", 5, COLOURS.divergence]], 1.0),
    ];
    this.timeline = make("input", { type: "range", min: 0, max: 0, value: 0, id: `${this.id}-time`, "data-knob": "timeline",
      oninput: () => this.look() });
    const time = make("div", { class: "gan-lab-bar gan-lab-full" }, make("label", { for: this.timeline.id }, "Look back "),
      this.timeline, button("now", "Now", "Back to the running picture", () => this.now()));
    const views = make("div", { class: "gan-lab-bar gan-lab-full", role: "group", "aria-label": "What is drawn" },
      ...["surface", "manifold", "arrows", "real", "fake"].map((name) => this.view(name)));
    const side = make("div", { class: "gan-lab-side" }, ...this.charts.map((chart) => chart.figure));
    this.root.append(bar, gallery, this.story, this.note,
      make("div", { class: "gan-lab-main" }, make("div", { class: "gan-lab-left" }, this.stage, this.readout, time, views),
        side), this.knobs(), this.extras());
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.presets.value = this.chosen = this.model.get("preset");
    this.tellStory();
    this.redraw();
  }

  view(name) {
    const labels = { surface: "D's opinion", manifold: "G's net", arrows: "arrows", real: "real", fake: "generated" };
    const box = make("input", { type: "checkbox", checked: true, "data-view": name, onchange: () => this.redraw() });
    this.toggles[name] = box;
    const titles = { arrows: "Where the objective alone would move each generated point; the unrolled GAN and " +
      "feature matching move G by a gradient of their own" };
    return make("label", { title: titles[name] || null }, box, ` ${labels[name]}`);
  }

  knobs() {
    const { knobs, remedies } = this.model.get("schema");
    this.controls = {};
    const groups = GROUPS.map((group) => make("fieldset", {}, make("legend", {}, group),
      ...Object.entries(knobs).filter(([, knob]) => knob.group === group).map(([name, knob]) => this.knob(name, knob))));
    this.remedies = {};
    const list = make("fieldset", { class: "gan-lab-remedies" }, make("legend", {}, "Remedies, switched while it trains"),
      ...Object.entries(remedies).map(([name, remedy]) => this.remedy(name, remedy)));
    return make("details", { class: "gan-lab-full", open: true }, make("summary", {}, "Knobs"),
      make("div", { class: "gan-lab-knobs" }, ...groups, list));
  }

  knob(name, knob) {
    const id = `${this.id}-${name}`, change = (value) => this.send("set", { name, value });
    let control, extra = null;
    if (knob.kind === "choice") {
      control = make("select", { id, "data-knob": name, onchange: () => this.choose(name, control.value) },
        ...Object.entries(knob.choices).map(([value, label]) => make("option", { value }, label)));
      this.controls[name] = (value) => (control.value = value);
    } else if (knob.kind === "widths") {
      control = make("input", { type: "text", id, "data-knob": name, size: 12, onchange: () => change(control.value) });
      this.controls[name] = (value) => (control.value = value.join(", "));
    } else {
      control = make("input", { type: "number", id, "data-knob": name, min: knob.low, max: knob.high, step: "any",
        onchange: () => change(control.value) });
      if (knob.kind === "rate") {
        extra = make("input", { type: "range", min: Math.log10(knob.low), max: 0, step: 0.05, "data-slider": name,
          "aria-label": `${knob.group}: ${knob.label}, logarithmic`,
          oninput: () => {
            control.value = Number((10 ** Number(extra.value)).toPrecision(2));
            change(control.value);
          } });
      }
      this.controls[name] = (value) => {
        if (document.activeElement !== control) control.value = value;
        if (extra && document.activeElement !== extra) extra.value = Math.log10(value);
      };
    }
    return make("div", { class: "gan-lab-knob", title: knob.help || null }, make("label", { for: id }, knob.label), extra,
      control);
  }

  remedy(name, remedy) {
    const id = `${this.id}-remedy-${name}`;
    const box = make("input", { type: "checkbox", id, "data-remedy": name });
    const number = remedy.number == null ? null : make("input", { type: "number", min: remedy.low, max: remedy.high,
      step: remedy.whole ? 1 : "any", value: remedy.value, "data-remedy-number": name,
      "aria-label": `${remedy.label}: ${remedy.number.replace("_", "")}` });
    const symbol = SYMBOLS[remedy.number] || remedy.number;
    const say = () => this.send("switch", { remedy: name, on: box.checked, number: number ? number.value : null });
    box.addEventListener("change", say);
    if (number) number.addEventListener("change", () => box.checked && say());
    const line = make("div", { class: "gan-lab-knob" }, box, make("label", { for: id }, remedy.label),
      number && make("span", { class: "gan-lab-symbol", "aria-hidden": "true" }, symbol), number);
    this.remedies[name] = { box, number, line, where: remedy.where };
    return line;
  }

  extras() {
    const button = (name, text, press) => make("button", { type: "button", "data-do": name, onclick: press }, text);
    this.difference = make("input", { type: "text", id: `${this.id}-difference`, "data-knob": "difference",
      placeholder: "r1=0.1", size: 18 });
    this.text = make("input", { type: "text", id: `${this.id}-text`, "data-knob": "text", size: 30 });
    this.file = make("input", { type: "file", id: `${this.id}-file`, accept: ".zip", "data-knob": "file",
      onchange: () => this.load() });
    this.code = make("textarea", { rows: 14, readonly: true, hidden: true, "data-show": "python",
      "aria-label": "The run as a Python program" });
    return make("details", { class: "gan-lab-full" }, make("summary", {}, "Compare, save, share"),
      make("div", { class: "gan-lab-bar" }, make("label", { for: this.difference.id }, "Second run, with "), this.difference,
        button("compare", "Run beside", () => this.send("compare", { difference: this.difference.value })),
        button("alone", "One run", () => this.send("compare", { difference: null }))),
      make("div", { class: "gan-lab-bar" }, make("label", { for: this.text.id }, "Settings as text "), this.text,
        button("use-text", "Use", () => this.send("text", { text: this.text.value })),
        button("copy-text", "Copy", () => this.copy(this.text.value))),
      make("div", { class: "gan-lab-bar" },
        button("python", "Copy as Python", () => this.send("export", { what: "python" })),
        button("png", "Picture (PNG)", () => this.png()),
        button("gif", "Animation (GIF)", () => this.send("export", { what: "gif" })),
        button("session", "Save session", () => this.send("export", { what: "session" })),
        make("label", { for: this.file.id }, "Load session "), this.file),
      this.code);
  }

  // ------------------------------------------------------------ pressing

  toggle() {
    this.send(this.state && this.state.playing ? "pause" : "play");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // JupyterLab has shortcuts of its own for single keys
    if (/^(INPUT|SELECT|TEXTAREA|BUTTON|SUMMARY)$/.test(event.target.tagName)) return;
    if (event.key === " ") this.toggle();
    else if (event.key === ".") this.send("step");
    else if (event.key === "r") this.send("reset");
    else return;
    event.preventDefault();
  }

  preset() {
    if (this.presets.value) {
      this.chosen = this.presets.value;
      this.send("preset", { name: this.presets.value });
      this.tellStory();
    }
  }

  tellStory() {
    const preset = this.model.get("gallery")[this.chosen];
    this.story.replaceChildren();
    if (preset) this.story.append(make("b", {}, "Predict: "), `${preset.predict} `, make("details", {},
      make("summary", {}, "What to look for"), preset.look_for));
  }

  choose(name, value) {
    if (name === "data" && value === "drawn") {
      this.drawing = [];
      this.say("Draw on the picture with the mouse; without one, focus it, move with the arrow keys and dot with Enter. " +
               "The run begins when you let go.");
      this.pen = [0, 0];
      this.pictures[0].data = { kind: "points", limits: [-1.6, 1.6], real: null };
      this.redraw();
      this.pictures[0].canvas.focus();
      return;
    }
    this.drawing = null;
    this.send("set", { name, value });
  }

  draws(picture) {
    let down = false;
    const add = (point) => {
      if (this.drawing.length < 1500) this.drawing.push(point.map((value) => Math.max(-1, Math.min(1, value))));
      this.redraw();
    };
    picture.canvas.addEventListener("pointerdown", (event) => {
      if (!this.drawing) return;
      down = true;
      picture.canvas.setPointerCapture(event.pointerId);
      add(picture.point(event));
    });
    picture.canvas.addEventListener("pointermove", (event) => down && add(picture.point(event)));
    picture.canvas.addEventListener("pointerup", () => {
      if (down) this.drawn();
      down = false;
    });
    picture.canvas.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!this.drawing || !(move || event.key === "Enter" || event.key === "Escape")) return;
      event.preventDefault();
      event.stopPropagation();
      if (move) this.pen = this.pen.map((value, i) => Math.max(-1, Math.min(1, value + 0.1 * move[i])));
      if (event.key === "Enter") for (let i = 0; i < 3; i++) add(this.pen.map((value) => value + 0.02 * (Math.random() - 0.5)));
      if (event.key === "Escape") this.drawn();
    });
  }

  drawn() {
    if (this.drawing.length < 10) {
      this.say(`${this.drawing.length} points are too few; draw at least 10 (Escape ends a drawing by keys).`);
      return;
    }
    this.send("draw", { points: this.drawing });
    this.drawing = null;
  }

  look() {
    this.send("look", { index: Number(this.timeline.value) });
  }

  now() {
    this.timeline.value = this.timeline.max;
    this.send("look", { index: -1 });
  }

  copy(text) {
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => this.say("Copied."),
      () => this.say("The browser did not allow copying; select the text and press Ctrl-C."));
  }

  png() {
    const canvases = this.pictures.map((picture) => picture.canvas), side = canvases[0].width;
    const sheet = make("canvas", { width: canvases.length * (side + 8) - 8, height: side });
    canvases.forEach((canvas, i) => sheet.getContext("2d").drawImage(canvas, i * (side + 8), 0));
    sheet.toBlob((blob) => this.download(blob, "lab_picture.png"));
  }

  download(blob, name) {
    const address = URL.createObjectURL(blob);
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    this.say(`Saved as ${name}.`);
  }

  async load() {
    if (this.file.files.length) this.send("load", {}, [await this.file.files[0].arrayBuffer()]);
    this.file.value = "";
  }

  say(text) {
    this.note.textContent = text;
  }

  // ------------------------------------------------------------ hearing

  heard(content, buffers) {
    const hear = { state: this.hearState, data: this.hearData, frame: this.hearFrame, curves: this.hearCurves,
                   export: this.hearExport }[content.say];
    if (hear) hear.call(this, content, buffers);
    else if (content.say === "busy") this.say(content.text);
    else if (content.say === "error") {
      this.note.classList.add("gan-lab-error");
      this.say(content.text);
    }
  }

  hearState(state) {
    this.state = state;
    this.root.dataset.playing = state.playing;
    this.root.dataset.ready = state.ready;
    this.root.dataset.text = state.text;
    this.root.dataset.trained = state.step; // dataset.step is what is painted
    this.play.textContent = state.playing ? "❚❚ Pause" : "▶ Play";
    this.speed.value = state.speed;
    this.say(state.note || (state.ready ? "" : "Loading TensorFlow …"));
    this.note.classList.toggle("gan-lab-error", state.diverged);
    for (const [name, set] of Object.entries(this.controls)) set(state.settings[name]);
    const digits = state.settings.data === "digits";
    for (const [name, { box, number, line, where }] of Object.entries(this.remedies)) {
      box.checked = name in state.settings.remedies;
      line.hidden = where === "digits" && !digits;
      if (number && box.checked && document.activeElement !== number) number.value = state.settings.remedies[name];
    }
    if (document.activeElement !== this.text) this.text.value = state.text;
    if (document.activeElement !== this.difference) this.difference.value = state.difference || "";
    this.arrange(state.difference == null ? 1 : 2, state.difference);
  }

  arrange(count, difference) {
    while (this.pictures.length < count) this.pictures.push(new Picture(this));
    this.pictures.length = count;
    this.stage.replaceChildren(...this.pictures.map((picture) => picture.figure));
    this.stage.classList.toggle("gan-lab-two", count === 2);
    this.pictures.forEach((picture, i) => {
      const beside = difference == null ? "beside it" : `beside it, with ${difference}`;
      picture.caption.textContent = count === 1 ? "" : i ? beside : "as set";
    });
  }

  hearData({ runs }, buffers) {
    this.rows = runs.map(() => []);
    this.frame = null;
    this.arrange(runs.length, this.state && this.state.difference);
    let next = 0;
    runs.forEach((run, i) => {
      const real = run.kind === "points" ? numbers(null, "f4", buffers[next++]) : null;
      this.pictures[i].data = { ...run, real };
    });
    this.root.dataset.kind = runs[0].kind;
    this.redraw();
  }

  hearCurves({ rows }) {
    this.rows = rows;
    this.redraw();
  }

  hearFrame(content, buffers) {
    let next = 0;
    for (const run of content.runs)
      run.parsed = Object.fromEntries(Object.entries(run.arrays).map(([name, [shape, kind]]) =>
        [name, numbers(shape, kind, buffers[next++])]));
    this.frame = content;
    (content.rows || []).forEach((row, i) => row && this.rows[i] && this.rows[i].push(row));
    this.rows.forEach((rows, i) => {
      if (rows.length > 3000) this.rows[i] = rows.filter((_, n) => n % 2 === 0);
    });
    if (!this.waiting) {
      this.waiting = true;
      const paint = () => {
        clearTimeout(backup);
        if (!this.waiting) return;
        this.waiting = false;
        this.redraw();
      };
      // a page that is not painted, such as one behind another window, must answer too
      const backup = setTimeout(paint, 500);
      requestAnimationFrame(paint);
    }
    // answered when it arrives, several at once: each answer takes time from the kernel that trains
    this.newest = content.number;
    if (!this.answering) this.answering = setTimeout(() => {
      this.answering = null;
      this.send("ack", { number: this.newest });
    }, ANSWER_MS);
  }

  hearExport({ what, name, text }, buffers) {
    if (what === "python") {
      this.code.hidden = false;
      this.code.value = text;
      this.copy(text);
      return;
    }
    const type = what === "gif" ? "image/gif" : "application/zip";
    this.download(new Blob([buffers[0]], { type }), name);
  }

  redraw() {
    const frame = this.frame;
    const phase = frame && frame.phase != null ? frame.phase : null;
    this.pictures.forEach((picture, i) => picture.draw(frame && frame.runs[i], phase));
    const now = performance.now();
    if (!(this.state && this.state.playing) || !(now - this.charted < CHART_MS)) {
      this.charted = now;
      this.drawCharts();
    }
    if (frame) this.tellFrame(frame, phase);
  }

  drawCharts() {
    const of = (run) => (this.frame && this.frame.runs[run] ? this.frame.runs[run].counts.of : 1);
    const factor = (run, column) => (column === 3 ? 1 / of(run) : column === 5 ? 1 / Math.LN2 : 1);
    this.charts[0].draw(this.rows);
    this.charts[1].draw(this.rows, factor);
  }

  tellFrame(frame, phase) {
    const run = frame.runs[0];
    this.frames += 1;
    this.root.dataset.step = run.step;
    this.root.dataset.frames = this.frames;
    this.root.dataset.lookingBack = Boolean(frame.looking_back);
    this.stepText.textContent = `step ${run.step.toLocaleString("en")}`;
    this.rateText.textContent = frame.looking_back ? "looking back" : this.state && this.state.playing ? `${frame.rate.toFixed(0)} steps/s` : "";
    if (phase != null) this.say(PHASES[phase]);
    if (!frame.looking_back) {
      const live = Number(this.timeline.value) >= Number(this.timeline.max);
      this.timeline.max = Math.max(0, frame.pictures - 1);
      if (live && document.activeElement !== this.timeline || this.state && this.state.playing)
        this.timeline.value = this.timeline.max;
    }
  }
}

// ---------------------------------------------------------------- points: a page of its own, in a frame

// Its engine is a worker that lives as long as the model: JupyterLab takes a cell that is scrolled far off the page, and
// with it the frame; when the frame comes back the run is still there.
function hostOf(model) {
  const constants = { preset: model.get("preset"), compact: model.get("compact") };
  const host = connect({ start: model.get("text"), against: model.get("beside") }, model.get("laboratory"));
  const told = (content) => content?.do && host.send(content); // a command of the kernel
  model.on("msg:custom", told);
  return {
    ...host,
    close() {
      model.off("msg:custom", told);
      host.close();
    },
    get: (name) => constants[name] ?? host.get(name),
    keep({ settings, beside }) {
      if (model.get("text") === settings && model.get("beside") === beside) return;
      model.set({ text: settings, beside });
      model.save_changes();
    },
  };
}

function frame(model, el, host) {
  const element = make("iframe", { class: "gan-lab-frame", title: "GAN laboratory", allow: "clipboard-write" });
  element.classList.toggle("gan-lab-compact", model.get("compact"));
  element.ganLaboratory = { ...host, get: (name) => (name === "theme" ? (findDark(el) ? "dark" : "light") : host.get(name)) };
  element.srcdoc = model.get("page");
  el.append(element);
}

export default () => {
  let host = null;
  return {
    initialize({ model }) {
      if (!model.get("page")) return;
      host = hostOf(model);
      return () => host.close();
    },
    render({ model, el }) {
      if (host) return frame(model, el, host);
      const page = new Page(model, el);
      return () => page.close();
    },
  };
};
