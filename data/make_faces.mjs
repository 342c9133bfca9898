// Draw the faces of data/faces.npz: 16x16 pixels, each from attributes drawn independently of one another.
//
// For authors only; the course needs no Node. In an empty folder:
//
//     npm install @dicebear/core@9.4.3 @dicebear/pixel-art@9.4.3 @resvg/resvg-js@2.6.2
//     node REPOSITORY/data/make_faces.mjs > faces.jsonl
//     python REPOSITORY/data/pack_faces.py faces.jsonl
//
// Design: "Pixel Art" by DiceBear, CC0 1.0; code of both packages MIT; resvg-js, which turns drawings into pixels, MPL 2.0.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const here = createRequire(process.cwd() + '/');
const load = async (name) => import(pathToFileURL(here.resolve(name)));
const { createAvatar } = await load('@dicebear/core');
const style = await load('@dicebear/pixel-art');
const { Resvg } = await load('@resvg/resvg-js');

const N = 8000;

// A small generator of random numbers (mulberry32), so that every system draws the same faces.
let state = 20261126;
function uniform() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const whole = (n) => Math.floor(uniform() * n);
const numbered = (name, n) => Array.from({ length: n }, (_, i) => `${name}${String(i + 1).padStart(2, '0')}`);

// Every value of an attribute is as likely as the others, but for those with shares.
const VALUES = {
  background: ['9cc7e8', 'a8d8a0', 'f2a7b5', 'f4d67a', 'c9b3e6'],   // blue, green, pink, yellow, violet
  skin: ['ffdbac', 'e0b687', 'b68655', '7a4519'],
  hair: [...numbered('short', 24), ...numbered('long', 21)],
  hair_colour: ['e0c068', '83623b', '28150a', 'bd1700', '009bbd', '6fa30f'],   // blond, brown, black, red, blue, green
  eyes: ['variant01', 'variant02', 'variant03', 'variant04', 'variant05', 'variant06', 'variant07', 'variant08'],
  mouth: ['happy01', 'happy05', 'happy09', 'happy12', 'sad01', 'sad04', 'sad07', 'sad10'],
  clothing: numbered('variant', 23),
  clothing_colour: ['428bca', '44c585', 'd11141', 'ffd969', '5b4a8a', 'f4f4f4'],   // blue, green, red, yellow, violet, white
  glasses: ['none', 'dark07', 'dark02', 'light06', 'light01'],
  hat: ['none', ...numbered('variant', 10)],
};
const SHARE_WITH = { glasses: 0.2, hat: 0.1 };
const SKIN_SHARES = [0.3, 0.3, 0.25, 0.15];

function drawn() {
  const labels = {};
  for (const [name, values] of Object.entries(VALUES)) {
    if (name in SHARE_WITH) {
      const which = 1 + whole(values.length - 1);
      labels[name] = uniform() < SHARE_WITH[name] ? which : 0;
    } else if (name === 'skin') {
      const u = uniform();
      let edge = 0;
      labels.skin = SKIN_SHARES.findIndex((share) => u < (edge += share));
    } else labels[name] = whole(values.length);
  }
  return labels;
}

console.log(JSON.stringify({ values: VALUES }));
for (let i = 0; i < N; i++) {
  const labels = drawn();
  const value = (name) => VALUES[name][labels[name]];
  const only = (name) => (labels[name] === 0 ? VALUES[name][1] : value(name));
  const svg = createAvatar(style, {
    seed: 'face', size: 16, backgroundColor: [value('background')],
    skinColor: [value('skin')], hair: [value('hair')], hairColor: [value('hair_colour')],
    eyes: [value('eyes')], eyesColor: ['5b7c8b'], mouth: [value('mouth')], mouthColor: ['c0392b'],
    clothing: [value('clothing')], clothingColor: [value('clothing_colour')],
    glasses: [only('glasses')], glassesColor: ['191919'], glassesProbability: labels.glasses ? 100 : 0,
    hat: [only('hat')], hatColor: ['3d3d3d'], hatProbability: labels.hat ? 100 : 0,
    accessoriesProbability: 0, beardProbability: 0,
  }).toString();
  const pixels = new Resvg(svg, { fitTo: { mode: 'width', value: 16 } }).render().pixels;   // RGBA
  console.log(JSON.stringify({ labels, pixels: Buffer.from(pixels).toString('base64') }));
}
