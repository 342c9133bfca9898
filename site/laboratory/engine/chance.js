// Random numbers by counting: the n-th of a stream is a function of seed, stream and n, and of nothing else.
// Each purpose has a stream of its own, so that drawing a picture, or a remedy, does not change which batch comes next.

export const STREAMS = { weights: 1, order: 2, noise: 3, remedies: 4, single: 5, data: 6, picture: 7 };

export class Stream {
  constructor(memory, seed, name) {
    this.memory = memory;
    this.seed = seed >>> 0;
    this.stream = STREAMS[name];
    this.at = 0;                         // blocks of four numbers that were drawn
  }

  uniform(address, n) {
    this.memory.wasm.uniform(address, n, this.seed, this.stream, this.at);
    this.at += Math.ceil(n / 4);
  }

  normal(address, n) {
    this.memory.wasm.normal(address, n, this.seed, this.stream, this.at);
    this.at += 2 * Math.ceil(n / 8);
  }
}

// Shuffled passes over n rows, in batches; what is left of a pass and too short is dropped.
export class Order {
  constructor(stream, n) {
    Object.assign(this, { stream, n, room: stream.memory.room(n), order: Int32Array.from({ length: n }, (_, i) => i), next: n });
  }

  take(count) {
    if (this.next + count > this.n) {
      this.stream.uniform(this.room, this.n);
      const u = this.stream.memory.array(this.room, this.n), order = this.order;
      for (let i = this.n - 1; i > 0; i--) {
        const j = Math.floor(u[i] * (i + 1)), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
      this.next = 0;
    }
    this.next += count;
    return this.order.subarray(this.next - count, this.next);
  }
}
