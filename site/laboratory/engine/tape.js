// A tape of matrix operations: what is written on it can be derived, with the same operations, as often as one likes;
// then it becomes a program of kernel calls that is replayed. Matrices are float32, (rows, columns), without padding.

const WORDS = 16, MOST = 256; // words of an instruction, rows that a product lays out at a time: as in kernels.ts
const UNARY = { relu: 20, leaky_relu: 21, tanh: 22, softplus: 23, sigmoid: 24, exp: 25, sqrt: 26, abs: 27, sign: 28,
                step: 29, reciprocal: 30, uniformed: 31 };
const BINARY = { add: 40, sub: 41, mul: 42, relu_slope: 43, leaky_relu_slope: 44, tanh_slope: 45 };
const VIEWS = new Set(["reshape", "stop", "fresh"]); // no kernel: the same numbers at the same place
const EFFECTS = { adam: 60, sgd: 61, momentum: 62, rmsprop: 63, clip: 64, average: 65, optimism: 66 };

// Memory of one WebAssembly instance: handed out once, never given back; the instance goes as a whole.
export class Memory {
  constructor(module) {
    this.wasm = new WebAssembly.Instance(module, { env: { abort() { throw new Error("abort"); } } }).exports;
    this.next = 4096; // the compiler's own data lie below
    this.views();
  }

  views() {
    this.f32 = new Float32Array(this.wasm.memory.buffer);
    this.i32 = new Int32Array(this.wasm.memory.buffer);
  }

  // Room for n numbers, zeros, from an address that is a multiple of 64.
  room(n) {
    const at = this.next;
    this.next += Math.ceil(Math.max(n, 4) / 16) * 64;
    const missing = this.next - this.wasm.memory.buffer.byteLength;
    if (missing > 0) {
      this.wasm.memory.grow(Math.ceil(missing / 65536) + 16);
      this.views();
    }
    return at;
  }

  // Room that a product needs while it runs: its left side, laid out anew.
  pack(m, k) {
    const n = Math.min(m, MOST) * k;
    if (!(n <= this.packed?.n)) this.packed = { n, at: this.room(n) };
    return this.packed.at;
  }

  array(at, n) {
    return this.f32.subarray(at / 4, at / 4 + n);
  }

  set(at, values) {
    this.f32.set(values, at / 4);
  }
}

class Node {
  constructor(tape, op, inputs, rows, columns, more = {}) {
    Object.assign(this, { op, inputs, rows, columns, more, id: tape.nodes.length, at: null });
    this.size = rows * columns;
  }
}

export class Tape {
  constructor(memory) {
    this.memory = memory;
    this.nodes = [];
    this.known = new Map(); // equal operations on equal inputs are one
    this.constants = new Map();
  }

  node(op, inputs, rows, columns, more = {}) {
    const key = `${op} ${inputs.map((input) => input.id)} ${rows} ${columns} ${Object.values(more)}`;
    if (this.known.has(key)) return this.known.get(key);
    const made = new Node(this, op, inputs, rows, columns, more);
    this.nodes.push(made);
    this.known.set(key, made);
    return made;
  }

  // What stands at an address. A new leaf each time: what was computed from its former content is not taken for its own.
  leaf(at, rows, columns) {
    const made = new Node(this, "leaf", [], rows, columns);
    made.at = at;
    this.nodes.push(made);
    return made;
  }

  // A number that never changes, as (1, 1).
  constant(value) {
    if (!this.constants.has(value)) {
      const at = this.memory.room(1);
      this.memory.set(at, [value]);
      this.constants.set(value, this.leaf(at, 1, 1));
    }
    return this.constants.get(value);
  }

  number(x) {
    return typeof x === "number" ? this.constant(x) : x;
  }

  // ---------------------------------------------------------- operations

  matmul(a, b, bias = null) {
    if (a.columns !== b.rows) throw new Error(`matmul of (${a.rows}, ${a.columns}) and (${b.rows}, ${b.columns})`);
    return this.node("matmul", bias ? [a, b, bias] : [a, b], a.rows, b.columns);
  }

  matmulT(a, b) { // aᵀ b
    if (a.rows !== b.rows) throw new Error(`matmulT of (${a.rows}, ${a.columns}) and (${b.rows}, ${b.columns})`);
    return this.node("matmulT", [a, b], a.columns, b.columns);
  }

  transpose(a) {
    if (a.op === "transpose") return a.inputs[0];
    if (a.rows === 1 || a.columns === 1) return this.reshape(a, a.columns, a.rows);
    return this.node("transpose", [a], a.columns, a.rows);
  }

  unary(op, a) {
    return this.node(op, [a], a.rows, a.columns);
  }

  binary(op, a, b) {
    if (a.rows !== b.rows || a.columns !== b.columns)
      throw new Error(`${op} of (${a.rows}, ${a.columns}) and (${b.rows}, ${b.columns})`);
    return this.node(op, [a, b], a.rows, a.columns);
  }

  add(a, b) {
    return this.binary("add", a, b);
  }

  sub(a, b) {
    return this.binary("sub", a, b);
  }

  mul(a, b) {
    return this.binary("mul", a, b);
  }

  square(a) {
    return this.mul(a, a);
  }

  // a · s + t; s and t numbers, or nodes (1, 1).
  affine(a, s, t = 0) {
    return this.node("affine", [a, this.number(s), this.number(t)], a.rows, a.columns);
  }

  neg(a) {
    return this.affine(a, -1);
  }

  atLeast(a, least) {
    return this.node("atLeast", [a, this.constant(least)], a.rows, a.columns);
  }

  sum(a) {
    return a.size === 1 ? a : this.node("sum", [a], 1, 1);
  }

  mean(a) {
    return this.affine(this.sum(a), 1 / a.size);
  }

  fill(s, rows, columns) {
    return rows * columns === 1 ? s : this.node("fill", [s], rows, columns);
  }

  groupSum(a, g = a.rows) {
    return g === 1 ? a : this.node("groupSum", [a], a.rows / g, a.columns, { g });
  }

  groupRepeat(a, g) {
    return g === 1 ? a : this.node("groupRepeat", [a], a.rows * g, a.columns, { g });
  }

  rowSum(a) {
    return a.columns === 1 ? a : this.node("rowSum", [a], a.rows, 1);
  }

  repeatColumns(a, n) {
    return n === 1 ? a : this.node("repeatColumns", [a], a.rows, n);
  }

  concat(a, b) {
    return this.node("concat", [a, b], a.rows, a.columns + b.columns);
  }

  slice(a, from, columns) {
    return this.node("slice", [a], a.rows, columns, { from, columns });
  }

  pad(a, from, columns) {
    return this.node("pad", [a], a.rows, columns, { from, columns });
  }

  reshape(a, rows, columns) {
    if (a.op === "reshape") [a] = a.inputs;
    return a.rows === rows && a.columns === columns ? a : this.node("reshape", [a], rows, columns, { columns });
  }

  // The same numbers, which no derivative goes through.
  stop(a) {
    return this.node("stop", [a], a.rows, a.columns);
  }

  // The same numbers as a variable of their own: what was computed from them before does not come from it.
  fresh(a) {
    const made = new Node(this, "fresh", [a], a.rows, a.columns);
    this.nodes.push(made);
    return made;
  }

  // The first rows.
  head(a, rows) {
    if (rows === a.rows) return a;
    return this.reshape(this.slice(this.reshape(a, 1, a.size), 0, rows * a.columns), rows, a.columns);
  }

  // Something that is done when the program comes here: to what lies at `at`, from inputs and addresses.
  effect(name, at, inputs, addresses, n) {
    const made = new Node(this, name, inputs, 0, 0, { target: at, addresses, n });
    this.nodes.push(made);
    return made;
  }

  // w / s₁(w) by one power iteration that is written back to u (1, columns) and v; a version of w, derived as w itself.
  spectral(w, u, v) {
    const made = new Node(this, "spectral", [w], w.rows, w.columns, { u, v });
    this.nodes.push(made);
    return made;
  }

  // ---------------------------------------------------------- derivatives

  // The gradients of a scalar node by each node of `by`, as nodes; null where there is no way.
  gradients(of, by) {
    const first = Math.min(...by.map((node) => node.id));
    const ends = new Set(by);
    const onTheWay = new Set(by);
    for (let id = first; id <= of.id; id++)
      if (!ends.has(this.nodes[id]) && this.nodes[id].inputs.some((input) => onTheWay.has(input)))
        onTheWay.add(this.nodes[id]);
    const found = new Map([[of, this.constant(1)]]);
    for (let id = of.id; id >= first; id--) {
      const node = this.nodes[id], g = found.get(node);
      if (g === undefined || ends.has(node) || !onTheWay.has(node)) continue;
      node.inputs.forEach((input, i) => {
        if (!onTheWay.has(input)) return;
        const part = this.derivative(node, g, i);
        if (part) found.set(input, found.has(input) ? this.add(found.get(input), part) : part);
      });
    }
    return by.map((node) => found.get(node) ?? null);
  }

  derivative(node, g, i) {
    const [a, b] = node.inputs;
    switch (node.op) {
      case "matmul":
        if (i === 0) return this.matmul(g, this.transpose(b));
        return i === 1 ? this.matmulT(a, g) : this.groupSum(g);
      case "matmulT": return i === 0 ? this.matmul(b, this.transpose(g)) : this.matmul(a, g);
      case "transpose": return this.transpose(g);
      case "reshape": return this.reshape(g, a.rows, a.columns);
      case "add": return g;
      case "sub": return i === 0 ? g : this.neg(g);
      case "mul": return this.mul(g, i === 0 ? b : a);
      case "affine":
        if (i === 0) return this.affine(g, b);
        return i === 1 ? this.sum(this.mul(g, a)) : this.sum(g);
      case "atLeast": return this.mul(g, this.unary("step", this.affine(a, 1, this.neg(b))));
      case "sum": return this.fill(g, a.rows, a.columns);
      case "fill": return this.sum(g);
      case "groupSum": return this.groupRepeat(g, node.more.g);
      case "groupRepeat": return this.groupSum(g, node.more.g);
      case "rowSum": return this.repeatColumns(g, a.columns);
      case "repeatColumns": return this.rowSum(g);
      case "concat": return i === 0 ? this.slice(g, 0, a.columns) : this.slice(g, a.columns, b.columns);
      case "slice": return this.pad(g, node.more.from, a.columns);
      case "pad": return this.slice(g, node.more.from, a.columns);
      case "spectral": case "fresh": return g;
      case "relu": return this.binary("relu_slope", g, node);
      case "leaky_relu": return this.binary("leaky_relu_slope", g, node);
      case "tanh": return this.binary("tanh_slope", g, node);
      case "relu_slope": return i === 0 ? this.binary("relu_slope", g, b) : null;
      case "leaky_relu_slope": return i === 0 ? this.binary("leaky_relu_slope", g, b) : null;
      case "tanh_slope": return i === 0 ? this.binary("tanh_slope", g, b) : this.affine(this.mul(g, this.mul(a, b)), -2);
      case "softplus": return this.mul(g, this.unary("sigmoid", a));
      case "sigmoid": return this.mul(g, this.mul(node, this.affine(node, -1, 1)));
      case "exp": return this.mul(g, node);
      case "sqrt": return this.mul(g, this.affine(this.unary("reciprocal", node), 0.5));
      case "reciprocal": return this.neg(this.mul(g, this.square(node)));
      case "abs": return this.mul(g, this.unary("sign", a));
      case "stop": case "sign": case "step": return null;
      default: throw new Error(`no derivative of ${node.op}`);
    }
  }
}

// A program: what the effects and outputs of a tape need, in the order in which it was written down.
export class Program {
  // outputs: [[node, address or null], …]; the address of each is in `this.outputs` then.
  constructor(tape, outputs = []) {
    this.memory = tape.memory;
    this.code = [];
    this.free = new Map();
    const needed = this.needed(tape, outputs);
    this.plan(needed, outputs);
    for (const node of needed) this.emit(node);
    this.outputs = outputs.map(([node]) => this.root(node).at);
    this.sizes = outputs.map(([node]) => node.size);
    this.start = this.memory.room(this.code.length);
    this.memory.i32.set(this.code, this.start / 4);
    this.end = this.start + 4 * this.code.length;
    this.instructions = this.code.length / WORDS;
    this.code = null;
  }

  run() {
    this.memory.wasm.run(this.start, this.end);
  }

  needed(tape, outputs) {
    const wanted = new Set(outputs.map(([node]) => node));
    for (let id = tape.nodes.length - 1; id >= 0; id--) {
      const node = tape.nodes[id];
      if (node.more.target !== undefined) wanted.add(node);
      if (wanted.has(node)) node.inputs.forEach((input) => wanted.add(input));
    }
    return tape.nodes.filter((node) => wanted.has(node));
  }

  // Where a node's numbers lie: views share the place of what they look at.
  root(node) {
    while (VIEWS.has(node.op)) [node] = node.inputs;
    return node;
  }

  plan(needed, outputs) {
    this.last = new Map(); // root -> index of the node that reads it last
    this.uses = new Map();
    needed.forEach((node, index) => node.inputs.forEach((input) => {
      const root = this.root(input);
      this.last.set(root, index);
      this.uses.set(input, (this.uses.get(input) ?? 0) + 1);
    }));
    this.pinned = new Map();
    for (const [node, at] of outputs) {
      const root = this.root(node);
      this.last.set(root, Infinity);
      this.uses.set(root, Infinity);
      if (at == null) continue;
      if (root.op === "leaf" || this.pinned.has(root)) throw new Error("an output needs a node of its own");
      this.pinned.set(root, at);
    }
    needed.forEach((node, index) => { node.index = index; });
    // what is copied somewhere as the last thing that is done with it can be written there at once
    this.written = new Set();
    let barrier = -1;
    for (const node of needed) {
      if (node.more.target === undefined) continue;
      if (node.op !== "copy") {
        barrier = node.id;
        continue;
      }
      const root = this.root(node.inputs[0]);
      if (root.op === "leaf" || this.pinned.has(root) || root.size !== node.more.n || root.id < barrier
          || this.last.get(root) !== node.index || root.more.target !== undefined) continue;
      this.pinned.set(root, node.more.target);
      this.written.add(node);
    }
    // a ReLU right after a product is done with it
    this.fused = new Map();
    for (const node of needed) {
      const [a] = node.inputs;
      if (node.op === "relu" && a.op === "matmul" && this.uses.get(a) === 1 && a.columns > 3) this.fused.set(a, node);
    }
  }

  take(size) {
    const store = this.free.get(size);
    return store && store.length ? store.pop() : this.memory.room(size);
  }

  give(size, at) {
    if (!this.free.has(size)) this.free.set(size, []);
    this.free.get(size).push(at);
  }

  write(op, o, a = 0, b = 0, n = 0, m = 0, k = 0, c = 0, d = 0, e = 0) {
    this.code.push(op, o, a, b, n, m, k, c, d, e, 0, 0, 0, 0, 0, 0);
  }

  emit(node) {
    if (node.op === "leaf" || VIEWS.has(node.op) || this.written.has(node)) {
      this.release(node);
      return;
    }
    if (this.fused.has(node)) {          // written by the ReLU that follows; its inputs are kept until then
      const relu = this.fused.get(node);
      node.inputs.forEach((input) => {
        const root = this.root(input);
        this.last.set(root, Math.max(this.last.get(root), relu.index));
      });
      return;
    }
    const inputs = node.op === "relu" && this.fused.has(node.inputs[0]) ? node.inputs[0].inputs : node.inputs;
    const at = inputs.map((input) => this.root(input).at);
    if (node.more.target === undefined) node.at = this.placed(node, inputs);
    this.instruction(node, inputs, at);
    this.release(node, inputs);
  }

  // An address for the result: that of an input which nobody reads again, where the kernel allows it.
  placed(node, inputs) {
    if (this.pinned.has(node)) return this.pinned.get(node);
    const inPlace = node.op in UNARY || node.op in BINARY || node.op === "affine" || node.op === "atLeast";
    if (inPlace && inputs === node.inputs)
      for (const input of inputs) {
        const root = this.root(input);
        if (root.op !== "leaf" && root.size === node.size && this.last.get(root) === node.index && !this.pinned.has(root)
            && !root.moved) {
          root.moved = true;             // its place belongs to this node now
          return root.at;
        }
      }
    return this.take(node.size);
  }

  release(node, inputs = node.inputs) {
    for (const root of new Set(inputs.map((input) => this.root(input))))
      if (root.op !== "leaf" && root.at != null && this.last.get(root) === node.index && !root.moved
          && !this.pinned.has(root)) {
        root.moved = true;
        this.give(root.size, root.at);
      }
  }

  instruction(node, inputs, [a, b, c]) {
    const { op, at: o, size, rows, columns, more } = node, [x, y] = inputs;
    if (op === "matmul" || (op === "relu" && this.fused.has(node.inputs[0]))) {
      if (columns > 3) 
        this.write(1, o, a, b, columns, rows, x.columns, c ?? 0, op === "relu" ? 1 : 0, this.memory.pack(rows, x.columns));
      else {
        let narrow = b;
        if (columns > 1) {
          narrow = this.take(y.size);
          this.write(5, narrow, b, 0, y.columns, y.rows);
          this.give(y.size, narrow);
        }
        this.write(3, o, a, narrow, columns, rows, x.columns, c ?? 0);
      }
    } else if (op === "matmulT") 
      this.write(columns > 3 ? 2 : 4, o, a, b, columns, rows, x.rows, 0, 0, this.memory.pack(rows, x.rows));
    else if (op === "transpose") this.write(5, o, a, 0, x.columns, x.rows);
    else if (op in UNARY) this.write(UNARY[op], o, a, 0, size);
    else if (op in BINARY) this.write(BINARY[op], o, a, b, size);
    else if (op === "affine") this.write(6, o, a, b, size, 0, 0, c);
    else if (op === "atLeast") this.write(7, o, a, b, size);
    else if (op === "sum") this.write(8, o, a, 0, x.size);
    else if (op === "fill") this.write(9, o, a, 0, size);
    else if (op === "groupSum") this.write(10, o, a, 0, rows, more.g, columns);
    else if (op === "groupRepeat") this.write(11, o, a, 0, x.rows, more.g, columns);
    else if (op === "rowSum") this.write(12, o, a, 0, rows, x.columns);
    else if (op === "repeatColumns") this.write(13, o, a, 0, rows, columns);
    else if (op === "concat") this.write(14, o, a, b, rows, x.columns, y.columns);
    else if (op === "slice") this.write(15, o, a, more.from, rows, x.columns, columns);
    else if (op === "pad") this.write(16, o, a, more.from, rows, columns, x.columns);
    else if (op === "copy") this.write(17, more.target, a, 0, more.n);
    else if (op === "spectral") this.write(67, o, a, more.u, 0, rows, columns, more.v);
    else if (op in EFFECTS) {
      const [first = 0, second = 0, third = 0, scalars = 0] = more.addresses;
      this.write(EFFECTS[op], more.target, first, second, more.n, 0, 0, third, scalars);
    } else throw new Error(`no kernel of ${op}`);
  }
}
