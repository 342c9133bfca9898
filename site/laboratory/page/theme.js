// Light or dark: the system's, until the visitor chooses.

import { byId, forgetColours, kept, text } from "./dom.js";

export function firstTheme() {
  setTheme(kept.get("theme", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
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
