// The worker: takes the page's messages one after the other, and works between them.

import { Runner } from "./runner.js";
import { know } from "./settings.js";

let runner = null, busy = false;
const turn = new MessageChannel();       // comes back at once, behind the messages that wait; a timer would take 4 ms

function emit(say, content, buffers = []) {
  // what the timeline keeps is sent as a copy, which is handed over and not copied once more
  const copies = buffers.map((buffer) => buffer.slice());
  self.postMessage({ say, ...content, buffers: copies }, copies.map(({ buffer }) => buffer));
}

function work() {
  busy = false;
  const wait = runner.work();
  if (wait != null) again(wait);
}

function again(wait) {
  if (busy) return;
  busy = true;
  if (wait > 1) setTimeout(work, wait);
  else turn.port2.postMessage(null);
}

turn.port1.onmessage = work;

self.onmessage = ({ data: { begin, message, buffers } }) => {
  if (begin) {
    know(begin.schema);
    try {
      runner = new Runner(new WebAssembly.Module(begin.kernels), emit, begin.start, begin.against);
    } catch (error) {
      emit("error", { text: error.message });
      runner = new Runner(new WebAssembly.Module(begin.kernels), emit);
    }
    return;
  }
  runner.obey(message, buffers);
  if (runner.playing) again(0);
};
