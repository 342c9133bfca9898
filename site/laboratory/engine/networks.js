// The players: dense networks whose weights lie one after the other in memory, in Keras's order.

const CLOSE = 4; // dimensions of each kernel of minibatch discrimination, as in gan_course.remedies

// spec: {inputs, widths, outputs, activation, erf (bool: normal noise becomes uniform), spectral (bool),
// extras: [{kind: "stddev", group} or {kind: "discrimination", kernels}] before the last layer}.
export class Network {
  constructor(memory, spec) {
    Object.assign(this, { memory, spec, parts: [] });
    let wide = spec.inputs, at = 0;
    const part = (kind, rows, columns) => {
      this.parts.push({ kind, rows, columns, offset: at });
      at += rows * columns;
    };
    const dense = (width) => {
      part("kernel", wide, width);
      part("bias", 1, width);
      wide = width;
    };
    spec.widths.forEach(dense);
    for (const extra of spec.extras ?? []) {
      if (extra.kind === "discrimination") {
        part("projection", wide, extra.kernels * CLOSE);
        wide += extra.kernels;
      } else wide += 1;
    }
    dense(spec.outputs);
    this.size = at;
    this.room = 4 * Math.ceil(at / 4);   // Adam moves four at a time
    this.at = memory.room(this.room);
    this.hidden = this.parts[2 * spec.widths.length].offset;  // numbers before the last layer and what stands before it
    for (const each of this.parts) if (spec.spectral && each.kind === "kernel") {
      each.u = memory.room(each.columns);
      each.v = memory.room(each.rows);
    }
  }

  // Glorot's uniform kernels, biases at zero, as Keras begins.
  begin(stream) {
    for (const { kind, rows, columns, offset, u } of this.parts) {
      const at = this.at + 4 * offset, values = this.memory.array(at, rows * columns);
      if (kind === "bias") values.fill(0);
      else {
        const limit = Math.sqrt(6 / (rows + columns));
        stream.uniform(at, rows * columns);
        for (let i = 0; i < values.length; i++) values[i] = (2 * values[i] - 1) * limit;
      }
      if (u) {
        stream.normal(u, columns);
        const vector = this.memory.array(u, columns);
        for (let i = 0; i < columns; i++) vector[i] = 0.02 * Math.max(-2, Math.min(2, vector[i]));
      }
    }
  }

  values() {
    return this.memory.array(this.at, this.size);
  }

  // Nodes for the weights as they lie in memory now, or in a copy of theirs elsewhere.
  leaves(tape, at = this.at) {
    return this.parts.map(({ rows, columns, offset }) => tape.leaf(at + 4 * offset, rows, columns));
  }

  // The outputs (batch, outputs) of x (batch, inputs), or with `features` what the last layer takes.
  // weights: a list of nodes; with spectral normalisation a call in training replaces its kernels by divided ones.
  // first: so many rows are judged, among all, where the batch is compared.
  forward(tape, x, weights, { training = false, features = false, first = x.rows } = {}) {
    const { spec, parts } = this, last = parts.length - 2;
    const kernel = (i) => {
      if (training && parts[i].u) weights[i] = tape.spectral(weights[i], parts[i].u, parts[i].v);
      return weights[i];
    };
    let h = spec.erf ? tape.unary("uniformed", x) : x, i = 0;
    for (; i < 2 * spec.widths.length; i += 2)
      h = tape.unary(spec.activation, tape.matmul(h, kernel(i), weights[i + 1]));
    for (const extra of spec.extras ?? [])
      h = extra.kind === "stddev" ? spread(tape, h, extra.group) : closeness(tape, h, weights[i++], extra.kernels, first);
    return features ? h : tape.matmul(h, kernel(last), weights[last + 1]);
  }
}

// One more column: the standard deviation over a group, averaged over the features (Karras et al. 2018).
function spread(tape, h, group) {
  const g = h.rows % group ? h.rows : group;
  const centred = tape.sub(h, tape.groupRepeat(tape.affine(tape.groupSum(h, g), 1 / g), g));
  const variance = tape.affine(tape.groupSum(tape.square(centred), g), 1 / g);
  const std = tape.unary("sqrt", tape.affine(variance, 1, 1e-8));
  const mean = tape.affine(tape.rowSum(std), 1 / h.columns);
  return tape.concat(h, tape.groupRepeat(mean, g));
}

// A column for each kernel: how close a sample lies to the others of its batch (Salimans et al. 2016, § 3.2).
function closeness(tape, h, projection, kernels, first) {
  const rows = tape.matmul(h, projection), batch = h.rows, pairs = first * batch;
  const mine = tape.groupRepeat(tape.head(rows, first), batch);                   // (pairs, kernels · CLOSE)
  const others = tape.reshape(tape.groupRepeat(tape.reshape(rows, 1, rows.size), first), pairs, rows.columns);
  const apart = tape.unary("abs", tape.sub(mine, others));
  const distance = tape.rowSum(tape.reshape(apart, pairs * kernels, CLOSE));
  const close = tape.unary("exp", tape.neg(tape.reshape(distance, pairs, kernels)));
  return tape.concat(tape.head(h, first), tape.affine(tape.groupSum(close, batch), 1, -1));
}
