// Light or dark: the system's, or that of what stands around the page, until the visitor chooses.

import { byId, forgetColours, kept, text } from "./dom.js";

// given: that of what stands around the page, if anything does
export function firstTheme(given) {
  setTheme(given ?? kept.get("theme", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
}

export function otherTheme() {
  const name = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  kept.set("theme", name);
  setTheme(name);
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  text(byId("theme"), name === "dark" ? "Light" : "Dark");
  forgetColours();
}
