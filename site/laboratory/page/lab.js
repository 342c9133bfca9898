// The laboratory as the page knows it: what the engine said last, and what can be asked of it (see PROTOCOL.md).

const PING_MS = 15_000;
const KEPT_ROWS = 3000;

function numbers(kind, view) {
  // a view must start at a multiple of four; else its bytes are copied
  const whole = kind === "u1" || view.byteOffset % 4 === 0;
  const buffer = whole ? view.buffer : view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const offset = whole ? view.byteOffset : 0;
  return kind === "u1" ? new Uint8Array(buffer, offset, view.byteLength) : new Float32Array(buffer, offset, view.byteLength / 4);
}

// Give each run of a picture its arrays.
function unpacked(runs, buffers) {
  let next = 0;
  for (const run of runs)
    for (const [name, [, kind]] of Object.entries(run.arrays)) run[name] = numbers(kind, buffers[next++]);
}

export class Lab {
  constructor(host) {
    this.host = host;
    this.schema = host.get("schema");
    this.gallery = host.get("gallery");
    this.state = null;
    this.runs = []; // of the last `data`: kind, limits, of, has_modes, real
    this.frame = null;
    this.rows = [[]];
    this.frames = 0;
    this.listeners = {};
    const hear = (content, buffers) => this.hear(content, buffers || []);
    host.on("msg:custom", hear);
    let inView = true;
    const seen = () => this.send("visible", { on: inView && document.visibilityState === "visible" });
    document.addEventListener("visibilitychange", seen);
    new IntersectionObserver((entries) => {
      const now = entries.at(-1).isIntersecting;
      if (now === inView) return;
      inView = now;
      seen();
    }).observe(document.documentElement); // a frame can be scrolled out of sight
    addEventListener("pagehide", () => {
      this.send("gone");
      host.off("msg:custom", hear);
    });
    setInterval(() => this.send("ping"), PING_MS);
  }

  on(name, listener) {
    (this.listeners[name] ??= []).push(listener);
  }

  tell(name, ...what) {
    for (const listener of this.listeners[name] ?? []) listener(...what);
  }

  send(what, content = {}, buffers = []) {
    this.host.send({ do: what, ...content }, undefined, buffers);
  }

  get playing() {
    return Boolean(this.state?.playing);
  }

  get two() {
    return this.state?.difference != null;
  }

  // The step that is seen, and the last that was trained.
  get step() {
    return this.frame?.runs[0].step ?? 0;
  }

  get lastStep() {
    return Math.max(this.step, ...this.rows.map((rows) => rows.at(-1)?.[0] ?? 0));
  }

  hear(content, buffers) {
    const hear = { state: this.hearState, data: this.hearData, frame: this.hearFrame, curves: this.hearCurves, export: this.hearExport }[content.say];
    if (hear) hear.call(this, content, buffers);
    else this.tell(content.say, content); // error, busy
  }

  hearState(state) {
    const before = this.state;
    this.state = state;
    this.tell("state", state, before);
  }

  hearData({ runs }, buffers) {
    let next = 0;
    this.runs = runs.map((run) => ({ ...run, real: run.kind === "points" ? numbers("f4", buffers[next++]) : null }));
    this.rows = runs.map(() => []);
    this.frame = null;
    this.tell("data");
  }

  hearCurves({ rows }) {
    this.rows = rows;
    this.tell("curves");
  }

  hearExport(content, buffers) {
    unpacked((content.frames ?? []).flat(), buffers);
    this.tell("export", content);
  }

  hearFrame(frame, buffers) {
    unpacked(frame.runs, buffers);
    (frame.rows || []).forEach((row, i) => row && this.rows[i]?.push(row));
    this.rows = this.rows.map((rows) => (rows.length > KEPT_ROWS ? rows.filter((_, n) => n % 2 === 0) : rows));
    this.frame = frame;
    this.frames += 1;
    this.tell("frame", frame);
  }
}
