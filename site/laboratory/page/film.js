// The timeline as an animation: each kept picture drawn as the page draws it, the runs side by side.

import { colour, el, many } from "./dom.js";
import { gif } from "./gif.js";
import { Picture } from "./picture.js";

const SIDE = 360, GAP = 8, HUNDREDTHS = 9, LAST = 8; // the last picture is seen LAST times as long

// frames: [[run, …], …], arrays in place. data: of each run, as Picture takes it. show: what is drawn.
export function film(frames, data, show) {
  const width = data.length * (SIDE + GAP) - GAP, sheet = el("canvas", { width, height: SIDE });
  const pen = sheet.getContext("2d", { willReadFrequently: true });
  const pictures = data.map((each) => Object.assign(new Picture(el("canvas", { width: SIDE, height: SIDE }), SIDE), { data: each }));
  const seen = frames.map((runs) => {
    pen.fillStyle = colour("--ground");
    pen.fillRect(0, 0, width, SIDE);
    runs.forEach((run, i) => {
      pictures[i].draw(run, show);
      pen.drawImage(pictures[i].canvas, i * (SIDE + GAP), 0);
      pen.fillStyle = colour("--ink");
      pen.font = "13px system-ui, sans-serif";
      pen.fillText(`${runs.length > 1 ? `${"AB"[i]}, ` : ""}step ${many(run.step)}`, i * (SIDE + GAP) + 8, 18);
    });
    return pen.getImageData(0, 0, width, SIDE).data;
  });
  return gif([...seen, ...Array(LAST - 1).fill(seen.at(-1))], width, SIDE, HUNDREDTHS);
}
