// One message at a time, over the picture, where the eye is; spoken by screen readers.

import { byId, el } from "./dom.js";

const SECONDS = 6;
let leaving = null;

export function hush() {
  clearTimeout(leaving);
  byId("toasts").replaceChildren();
}

// action: [what its button says, what it does]. bad: something is wrong. stays: until it is closed.
export function toast(message, { action = null, bad = false, stays = bad } = {}) {
  clearTimeout(leaving);
  const button = el("button", { type: "button", onclick: () => { hush(); action?.[1](); } }, action?.[0] ?? "Close");
  byId("toasts").replaceChildren(el("div", { class: `toast${bad ? " bad" : ""}` }, el("span", {}, message), button));
  if (!stays) leaving = setTimeout(hush, 1000 * SECONDS);
}
