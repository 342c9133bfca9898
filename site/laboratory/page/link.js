// The address holds the settings: #data=grid r1=0.1, with &beside=… for a second run and &experiment=… for its texts.

const encode = (text) => encodeURIComponent(text).replaceAll("%3D", "=").replaceAll("%20", "+").replaceAll("%2C", ",").replaceAll("%3B", ";");
const decode = (text) => decodeURIComponent(text.replaceAll("+", " "));

// {settings, beside (null: one run), experiment (null: none)}
export function read(hash = location.hash) {
  const found = { settings: "", beside: null, experiment: null, given: hash.length > 1 };
  try {
    for (const part of hash.slice(1).split("&")) {
      const [, name, value] = part.match(/^(beside|experiment)=(.*)$/s) ?? [null, "settings", part];
      found[name] = decode(value);
    }
  } catch {
    return { settings: "", beside: null, experiment: null, given: false, broken: true };
  }
  return found;
}

export function write({ settings, beside, experiment }) {
  const parts = [encode(settings)];
  if (beside != null) parts.push(`beside=${encode(beside)}`);
  if (experiment) parts.push(`experiment=${encode(experiment)}`);
  return `#${parts.join("&")}`;
}

// Put it into the address, without a new entry in the history.
export function keep(what) {
  const hash = write(what);
  if (hash === location.hash) return;
  try {
    history.replaceState(null, "", hash);
  } catch { /* a page inside another document may not */ }
}
