// The page's end of the engine: an object that looks like an anywidget model, and a worker behind it.
// site/build.py puts LABORATORY into the page: {worker: its text, kernels: base64, schema}. Whoever shows the page in a frame
// may give it a host, which then outlives the frame: see `framed`.

export function connect({ start = "", against = null, preset = "", compact = false } = {}, laboratory = globalThis.LABORATORY) {
  const { worker: source, kernels, schema } = laboratory;
  const { knobs, remedies, gallery, presets } = schema;
  if (preset) [start, against] = [presets[preset], gallery[preset].against ?? against];
  const constants = { schema: { knobs, remedies }, gallery, presets, preset, compact, kind: "browser" };
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address), listeners = new Set();
  worker.onmessage = ({ data: { buffers, ...content } }) => listeners.forEach((listener) => listener(content, buffers));
  worker.onerror = (event) => listeners.forEach((listener) => listener({ say: "error", text: `The engine has stopped: ${event.message}.` }, []));
  const bytes = Uint8Array.from(atob(kernels), (letter) => letter.charCodeAt(0));
  worker.postMessage({ begin: { kernels: bytes, schema, start, against } });
  return {
    get: (name) => constants[name],
    send: (message, _callbacks, buffers = []) => worker.postMessage({ message, buffers }),
    on: (_event, listener) => listeners.add(listener),
    off: (_event, listener) => listeners.delete(listener),
    close() {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}

// The host that the frame around this page brings, or null where the page stands for itself.
export function framed() {
  return globalThis.frameElement?.ganLaboratory ?? null; // of a frame from elsewhere frameElement is null
}
