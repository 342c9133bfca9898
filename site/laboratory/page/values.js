// Settings as the page turns them: numbers in words, differences between two, and the second run's own.

const asText = (value) => (Array.isArray(value) ? value.join("-") : String(value));

export const same = (a, b) => asText(a) === asText(b);

// A number as a person writes it: 0.00003, not 3e-5.
export function plain(value) {
  if (typeof value !== "number") return asText(value);
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toFixed(8).replace(/0+$/, "") : String(value);
}

// What leads from one configuration to another: commands for the engine.
export function commands(from, to) {
  const list = [];
  for (const name of Object.keys(to)) {
    if (name === "remedies" || name === "drawn" || same(from[name], to[name])) continue;
    list.push(["set", { name, value: to[name] }]);
  }
  for (const remedy of Object.keys({ ...from.remedies, ...to.remedies })) {
    const on = remedy in to.remedies;
    if (on === remedy in from.remedies && from.remedies[remedy] === to.remedies[remedy]) continue;
    list.push(["switch", { remedy, on, number: on ? to.remedies[remedy] : null }]);
  }
  return list;
}

// The parts of a short text: [[name, value], …], the value "" where a remedy has none.
export function parts(text) {
  return (text || "").split(/\s+/).filter(Boolean).map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
  });
}

export function joined(list) {
  return list.map(([name, value]) => (value === "" ? name : `${name}=${value}`)).join(" ");
}

// A short text with one part put in place of the former one of that name, or taken out (value null).
export function withPart(text, name, value) {
  const rest = parts(text).filter(([other]) => other !== name);
  return joined(value == null ? rest : [...rest, [name, asText(value)]]);
}

// The settings of the second run: those of the first, and its difference on top.
export function second(settings, difference, schema) {
  const found = { ...settings, remedies: { ...settings.remedies } };
  for (const [name, value] of parts(difference)) {
    const knob = schema.knobs[name], remedy = schema.remedies[name];
    if (name.startsWith("-")) delete found.remedies[name.slice(1)];
    else if (remedy) found.remedies[name] = remedy.number == null ? null : Number(value || remedy.value);
    else if (knob?.kind === "choice") found[name] = value;
    else if (knob?.kind === "widths") found[name] = value.split(/\D+/).filter(Boolean).map(Number);
    else if (knob) found[name] = Number(value);
  }
  return found;
}

// A part of a difference in words: "D's learning rate 0.003"; "-r1" stands for R1 off.
export function inWords([name, value], schema) {
  if (name.startsWith("-")) return `without ${schema.remedies[name.slice(1)]?.label ?? name.slice(1)}`;
  const remedy = schema.remedies[name], knob = schema.knobs[name];
  if (remedy) return value ? `${remedy.label} ${value}` : remedy.label;
  if (!knob) return `${name} ${value}`;
  const whose = name.startsWith("discriminator") || name === "n_critic" ? "D's " : name.startsWith("generator") || name === "n_generator" ? "G's " : "";
  const label = whose ? knob.label.toLowerCase() : knob.label;
  return `${whose}${label} ${knob.choices?.[value] ?? (knob.kind === "rate" ? plain(Number(value)) : value)}`;
}

// The same in few words, for a chip: "R1 0.1", "Relativistic".
export function inFewWords([name, value], schema, short) {
  const bare = name.replace(/^-/, ""), remedy = schema.remedies[bare];
  if (!remedy) return name === "objective" || name === "data" ? schema.knobs[name].choices[value] ?? value : inWords([name, value], schema).replace("learning rate", "rate");
  const label = short[bare] ?? remedy.label.replace(" penalty", "");
  return name === bare ? `${label}${value ? ` ${value}` : ""}` : `no ${label}`;
}

// What was changed from one configuration to another, in one sentence without its full stop.
export function changeInWords(from, to, schema) {
  const said = commands(from, to).map(([what, { name, value, remedy, on, number }]) => {
    if (what === "set") return inWords([name, asText(value)], schema);
    const label = schema.remedies[remedy].label;
    if (on && remedy in from.remedies) return `${label} ${number}`;
    return `${label} is ${on ? "on" : "off"}`;
  });
  return said.join(", ");
}
