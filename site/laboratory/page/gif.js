// A GIF that repeats, of pictures alike in size: one table of 256 colours for all, and the format's own packing
// (LZW with codes that grow to 12 bits; CompuServe, Graphics Interchange Format 89a, appendix F).

const MOST_COLOURS = 256, MOST_CODES = 4096;
const bin = (r, g, b) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);

// Colours of 32 levels a channel, each the mean of what it stands for: those seen most often, then, one by one, the one
// farthest from all that are chosen; and the nearest of them for each level.
function table(pictures) {
  const seen = new Map();
  for (const data of pictures)
    for (let i = 0; i < data.length; i += 4) {
      const key = bin(data[i], data[i + 1], data[i + 2]);
      let sums = seen.get(key);
      if (!sums) seen.set(key, (sums = [0, 0, 0, 0]));
      for (let c = 0; c < 3; c++) sums[c] += data[i + c];
      sums[3] += 1;
    }
  const found = [...seen].map(([key, [r, g, b, n]]) => ({ key, n, of: [r / n, g / n, b / n], away: Infinity, nearest: 0 })).sort((a, b) => b.n - a.n);
  const colours = [];
  const choose = (one) => {
    for (const each of found) {
      const away = one.of.reduce((sum, value, c) => sum + (value - each.of[c]) ** 2, 0);
      if (away < each.away) Object.assign(each, { away, nearest: colours.length });
    }
    colours.push(one.of.map(Math.round));
  };
  found.slice(0, MOST_COLOURS / 2).forEach(choose);
  while (colours.length < Math.min(MOST_COLOURS, found.length)) choose(found.reduce((far, each) => (each.away > far.away ? each : far)));
  const nearest = new Uint8Array(1 << 15);
  for (const { key, nearest: n } of found) nearest[key] = n;
  return { colours, nearest };
}

// Bytes of a length that is not known before.
class Bytes {
  constructor() {
    Object.assign(this, { room: new Uint8Array(1 << 16), size: 0 });
  }

  push(...values) {
    for (const value of values) {
      if (this.size === this.room.length) {
        const larger = new Uint8Array(2 * this.size);
        larger.set(this.room);
        this.room = larger;
      }
      this.room[this.size++] = value;
    }
  }

  word(value) {
    this.push(value & 255, value >> 8);
  }
}

// One picture's indices, packed, in blocks of at most 255 bytes.
function packed(out, indices) {
  const CLEAR = MOST_COLOURS, END = CLEAR + 1, children = new Int16Array(MOST_CODES * MOST_COLOURS), block = [];
  let width = 9, next = END + 1, bits = 0, held = 0;
  const flush = () => block.length && out.push(block.length, ...block.splice(0));
  const write = (code) => {
    bits |= code << held;
    for (held += width; held >= 8; held -= 8, bits >>>= 8) if (block.push(bits & 255) === 255) flush();
  };
  out.push(8);
  write(CLEAR);
  let prefix = indices[0];
  for (let i = 1; i < indices.length; i++) {
    const at = prefix * MOST_COLOURS + indices[i];
    if (children[at]) {
      prefix = children[at];
      continue;
    }
    write(prefix);
    prefix = indices[i];
    if (next < MOST_CODES) {
      if (next === 1 << width) width += 1;
      children[at] = next++;
    } else {
      write(CLEAR);
      children.fill(0);
      [width, next] = [9, END + 1];
    }
  }
  write(prefix);
  if (next === 1 << width && width < 12) width += 1;
  write(END);
  if (held) block.push(bits & 255);
  flush();
  out.push(0);
}

// pictures: each picture's RGBA bytes, all width x height. hundredths: how long each is seen, in 1/100 s.
export function gif(pictures, width, height, hundredths) {
  const out = new Bytes(), { colours, nearest } = table(pictures), text = (letters) => out.push(...[...letters].map((letter) => letter.charCodeAt(0)));
  text("GIF89a");
  out.word(width);
  out.word(height);
  out.push(0xf7, 0, 0); // a table of 256 colours, 8 bits a channel
  for (let n = 0; n < MOST_COLOURS; n++) out.push(...(colours[n] ?? [0, 0, 0]));
  out.push(0x21, 0xff, 11);
  text("NETSCAPE2.0");
  out.push(3, 1, 0, 0, 0); // for ever
  for (const data of pictures) {
    const indices = new Uint8Array(width * height);
    for (let i = 0; i < indices.length; i++) indices[i] = nearest[bin(data[4 * i], data[4 * i + 1], data[4 * i + 2])];
    out.push(0x21, 0xf9, 4, 0);
    out.word(hundredths);
    out.push(0, 0, 0x2c, 0, 0, 0, 0);
    out.word(width);
    out.word(height);
    out.push(0);
    packed(out, indices);
  }
  out.push(0x3b);
  return out.room.slice(0, out.size);
}
