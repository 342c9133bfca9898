// One configuration of the laboratory, checked, and the short text that holds it: as gan_course/lab/settings.py.

const MOST_TEXT = 100_000, LEAST_DRAWN = 10, MOST_DRAWN = 2000, MOST_LAYERS = 4;

// What the settings may be; told once by `know`, from schema.json.
export const KNOBS = {}, REMEDIES = {}, PRESETS = {}, GALLERY = {};

export function know(schema) {
  Object.assign(KNOBS, schema.knobs);
  Object.assign(REMEDIES, schema.remedies);
  Object.assign(PRESETS, schema.presets);
  Object.assign(GALLERY, schema.gallery);
}

export const USUAL = {
  data: "ring", noise: "gaussian", latent_dim: 2, seed: 0, objective: "non_saturating", batch_size: 128, beta_1: 0.5,
  activation: "relu", generator_widths: [128, 128], discriminator_widths: [128, 128], generator_optimizer: "adam",
  discriminator_optimizer: "adam", generator_rate: 1e-3, discriminator_rate: 1e-3, n_critic: 1, n_generator: 1,
  remedies: {}, drawn: [],
};

// Checked settings, some changed. Throws an Error, whose message is the sentence to show, for what they cannot be.
export function replaced(settings, changes) {
  const found = { ...settings, ...changes };
  for (const name of Object.keys(changes)) if (!(name in USUAL)) refuse("setting", name, `one of ${Object.keys(USUAL).join(", ")}`);
  for (const name of Object.keys(KNOBS)) found[name] = checked(name, found[name]);
  found.remedies = Object.fromEntries(Object.entries(found.remedies).map(([name, value]) => [name, checkedRemedy(name, value)]));
  found.drawn = found.data === "drawn" ? checkedDrawing(found.drawn) : [];
  return found;
}

// Read a short text, such as "data=grid r1=0.1 seed=3"; of a part that is given twice the last counts.
export function fromText(text) {
  if (typeof text !== "string" || text.length > MOST_TEXT)
    refuse("text", text, `a text of at most ${MOST_TEXT} characters, such as "data=grid r1=0.1 seed=3"`);
  const found = {}, remedies = {};
  for (const part of text.split(/\s+/).filter(Boolean)) {
    const [name, ...rest] = part.split("="), value = rest.join("=");
    if (name in REMEDIES) remedies[name] = value || null;
    else if (name === "drawn") {
      found.drawn = value.split(";").map((point) => point.split(",").map(Number));
      if (!found.drawn.every((point) => point.length === 2 && point.every(Number.isFinite)))
        throw new Error("drawn holds something that is no point; write x,y;x,y;…");
    } else if (name in KNOBS) found[name] = value;
    else throw new Error(`${shown(part)} is unknown; a part is name=value with one of ` +
                         `${[...Object.keys(KNOBS), ...Object.keys(REMEDIES)].join(", ")}.`);
  }
  return replaced({ ...USUAL, remedies }, found);
}

// The short text: only what differs from the usual.
export function toText(settings) {
  const parts = [];
  for (const [name, { kind }] of Object.entries(KNOBS)) {
    const value = settings[name];
    if (String(value) === String(USUAL[name])) continue;
    parts.push(`${name}=${kind === "widths" ? value.join("-") : kind === "choice" ? value : number(value, kind === "whole")}`);
  }
  for (const [name, value] of Object.entries(settings.remedies))
    parts.push(value == null ? name : `${name}=${number(value, REMEDIES[name].whole)}`);
  if (settings.drawn.length) parts.push(`drawn=${settings.drawn.map((point) => point.map(brief).join(",")).join(";")}`);
  return parts.join(" ");
}

export function checked(name, value) {
  const knob = KNOBS[name];
  if (knob.kind === "choice") {
    if (typeof value === "string" && value in knob.choices) return value;
    if (name === "data" && value === "digits")
      throw new Error("Digits need the course on your machine: this page's engine trains on points in the plane.");
    return refuse(name, value, `one of ${Object.keys(knob.choices).map((each) => `'${each}'`).join(", ")}`);
  }
  return knob.kind === "widths" ? widths(name, value, knob) : inRange(name, value, knob, knob.kind === "whole");
}

// A remedy's number, the usual one for null; null where it takes none.
export function checkedRemedy(name, value) {
  if (!(name in REMEDIES)) refuse("remedy", name, `one of ${Object.keys(REMEDIES).join(", ")}`);
  const knob = REMEDIES[name];
  if (knob.number == null) return value == null ? null : refuse(name, value, `no number, since it takes none: write ${name} alone`);
  return inRange(name, value ?? knob.value, knob, knob.whole);
}

function checkedDrawing(points) {
  if (!Array.isArray(points) || points.length < LEAST_DRAWN || points.length > MOST_DRAWN)
    throw new Error(`The drawing has ${points?.length ?? 0} points; draw between ${LEAST_DRAWN} and ${MOST_DRAWN} inside the picture.`);
  return points.map((point) => {
    if (!Array.isArray(point) || point.length !== 2 || !point.every((x) => Number.isFinite(x) && Math.abs(x) <= 1))
      throw new Error("drawn has a point that is no pair of numbers from -1 to 1; draw inside the picture.");
    return point.map((x) => Math.fround(Math.round(x * 1000) / 1000) + 0); // as the course keeps them
  });
}

function inRange(name, value, { low, high }, whole) {
  const found = typeof value === "string" && value.trim() === "" ? NaN : typeof value === "boolean" ? NaN : Number(value);
  if (!Number.isFinite(found) || found < low || found > high || (whole && !Number.isInteger(found)))
    refuse(name, value, `${whole ? "a whole number" : "a number"} from ${brief(low)} to ${brief(high)}`);
  return found;
}

function widths(name, value, knob) {
  const parts = typeof value === "string" ? value.trim().split(/[\s,;×x-]+/) : Array.isArray(value) ? value : [value];
  if (typeof value === "string" && (/(^|[\s,;×x-])-\d/.test(value.trim()) || (value.trim() && !parts.some(Boolean)))) // a sign
    refuse(name, value, `a whole number from ${brief(knob.low)} to ${brief(knob.high)} for each layer, such as 128-128`);
  const found = parts.filter((part) => part !== "").map((part) => inRange(name, part, knob, true));
  return found.length > MOST_LAYERS ? refuse(name, value, `at most ${MOST_LAYERS} layers`) : found;
}

function refuse(name, value, allowed) {
  throw new Error(`${name} is ${shown(value)}; give ${allowed}.`);
}

function shown(value) {
  const text = typeof value === "string" ? `'${value}'` : JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

// A number as Python writes it, so that both hosts make the same text: 0.001, 3e-05, 10.0.
export function number(value, whole = false) {
  if (whole || !Number.isFinite(value)) return String(value);
  const [digits, power] = value.toExponential().split("e"), n = Number(power);
  if (value !== 0 && (n < -4 || n >= 16)) return `${digits}e${n < 0 ? "-" : "+"}${String(Math.abs(n)).padStart(2, "0")}`;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const brief = (value) => String(Number(value.toPrecision(6)));
