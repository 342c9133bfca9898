/* The reading edition: the theme's button, the list of pages in a narrow window, and the search. */
"use strict";
const root = document.documentElement;
const button = document.querySelector("button.theme");

function name() { if (button) button.textContent = root.dataset.theme === "dark" ? "Light" : "Dark"; }
name();
button?.addEventListener("click", () => {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch (error) { /* then for this page only */ }
  name();
});

const menu = document.querySelector("button.menu");
menu?.addEventListener("click", () => {
  const open = document.body.classList.toggle("menu-open");
  menu.setAttribute("aria-expanded", String(open));
});

/* ---------------------------------------------------------------- search */

const input = document.getElementById("_words");
const found = document.getElementById("_found");
const MOST = 12;

function plain(text) { return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, ""); }

function look(query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const hits = [];
  for (const entry of window.SEARCH_INDEX || []) {
    const section = plain(entry.s), text = plain(entry.w);
    let score = 0;
    for (const word of words) {
      const inSection = section.includes(word), at = text.indexOf(word);
      if (!inSection && at < 0) { score = -1; break; }
      score += (inSection ? 20 : 0) + Math.min(text.split(word).length - 1, 5);
    }
    if (score > 0) hits.push({ entry, score });
  }
  return hits.sort((a, b) => b.score - a.score);
}

function around(entry, word) {
  const at = plain(entry.w).indexOf(word);
  const from = Math.max(at - 50, 0);
  const text = entry.w.slice(from, from + 150);
  return (from ? "… " : "") + text + (from + 150 < entry.w.length ? " …" : "");
}

function show() {
  const query = input.value.trim();
  found.hidden = !query;
  found.replaceChildren();
  if (!query) return;
  const hits = look(query);
  const count = document.createElement("p");
  count.textContent = hits.length ? `${hits.length} sections` + (hits.length > MOST ? `, the first ${MOST}` : "")
    : "Nothing was found.";
  found.append(count);
  const list = document.createElement("ol");
  for (const { entry } of hits.slice(0, MOST)) {
    const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("span");
    link.href = entry.p + "#" + entry.a;
    link.textContent = entry.t === entry.s ? entry.t : entry.t + " › " + entry.s;
    text.textContent = around(entry, plain(query).split(/\s+/)[0]);
    item.append(link, document.createElement("br"), text);
    list.append(item);
  }
  found.append(list);
}

input?.addEventListener("input", show);
input?.form.addEventListener("submit", (event) => {
  event.preventDefault();
  found.querySelector("a")?.click();
});
found?.addEventListener("click", (event) => {
  if (event.target.closest("a")) { input.value = ""; found.hidden = true; }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) { event.preventDefault(); input?.focus(); }
  if (event.key === "Escape" && input) { input.value = ""; found.hidden = true; }
});

document.querySelector("button.print")?.addEventListener("click", () => print());
