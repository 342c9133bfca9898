/* The slides: one at a time, shrunk until it fits; notes, an overview, a window for the speaker; the film. */
"use strict";
const slides = [...document.querySelectorAll(".slide")];
const body = document.body, root = document.documentElement;
const speaking = location.search === "?speaker";
const LARGEST = 38, SMALLEST = 15;
let at = 0, other = null, began = Date.now();

function fits(stage) { return stage.scrollHeight <= stage.clientHeight + 1 && stage.scrollWidth <= stage.clientWidth + 1; }

function fit() {
  if (!body.classList.contains("one")) return;
  const stage = slides[at].querySelector(".stage");
  for (let size = LARGEST; size >= SMALLEST; size -= 0.5) {
    stage.style.setProperty("--size", size + "px");
    if (fits(stage)) break;
  }
}

function go(number, tell = true) {
  at = Math.min(Math.max(number, 0), slides.length - 1);
  slides.forEach((slide, index) => slide.classList.toggle("now", index === at));
  document.querySelector(".where").textContent = `${at + 1} / ${slides.length}`;
  history.replaceState(null, "", location.pathname + location.search + "#" + (at + 1));
  fit();
  const film = slides[at].querySelector("div.film");
  document.querySelectorAll("div.film").forEach((one) => one !== film && one.stop?.());
  film?.draw?.();
  if (tell) (speaking ? window.opener : other)?.postMessage({ slide: at }, "*");
}

function toggle(name) { body.classList.toggle(name); fit(); }

function overview() {
  body.classList.toggle("all");
  body.classList.toggle("one", !body.classList.contains("all"));
  slides.forEach((slide) => slide.querySelector(".stage").style.removeProperty("--size"));
  if (body.classList.contains("one")) go(at); else slides[at].scrollIntoView({ block: "center" });
}

const DO = {
  back: () => go(at - 1), on: () => go(at + 1), notes: () => toggle("with-notes"), all: overview,
  speaker: () => { other = window.open(location.pathname + "?speaker#" + (at + 1), "speaker", "width=900,height=900"); },
  theme: () => { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; },
  fill: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
  first: () => go(0), last: () => go(slides.length - 1),
};
const KEYS = { ArrowRight: "on", ArrowDown: "on", PageDown: "on", " ": "on", ArrowLeft: "back", ArrowUp: "back", PageUp: "back",
  Home: "first", End: "last", n: "notes", s: "speaker", o: "all", t: "theme", f: "fill" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|SUMMARY|BUTTON/.test(event.target.tagName) && event.key === " ") return;
  if (event.target.tagName === "INPUT") return;
  const name = KEYS[event.key];
  if (name) { event.preventDefault(); DO[name](); }
});
document.querySelectorAll("[data-do]").forEach((button) => button.addEventListener("click", () => DO[button.dataset.do]()));
slides.forEach((slide, index) => slide.addEventListener("click", () => {
  if (body.classList.contains("all")) { overview(); go(index); }
}));
document.addEventListener("toggle", fit, true);
addEventListener("resize", fit);
addEventListener("hashchange", () => go(Number(location.hash.slice(1)) - 1));
addEventListener("message", (event) => {
  if (event.source === (speaking ? window.opener : other) && Number.isInteger(event.data?.slide)) go(event.data.slide, false);
});

/* ---------------------------------------------------------------- the film */

const REAL = "#0072B2", FAKE = "#D55E00";

function bytes(text) { return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)); }

document.querySelectorAll("div.film").forEach((film) => {
  const data = JSON.parse(film.querySelector("script").textContent);
  const canvas = film.querySelector("canvas"), pen = canvas.getContext("2d");
  const slider = film.querySelector("input"), button = film.querySelector("button"), told = film.querySelector("output");
  const real = bytes(data.real), frames = data.frames.map((frame) => bytes(frame.fakes));
  let timer = null;
  function dots(points, colour, size) {
    pen.fillStyle = colour;
    for (let i = 0; i < points.length; i += 2) {
      pen.fillRect(points[i] / 255 * canvas.width - size / 2, (1 - points[i + 1] / 255) * canvas.height - size / 2, size, size);
    }
  }
  film.draw = () => {
    const number = Number(slider.value), frame = data.frames[number];
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    dots(real, REAL, 4);
    dots(frames[number], FAKE, 5);
    const [d, g] = frame.losses;
    told.value = `step ${frame.step} · ${frame.modes} of ${data.of} modes reached`
      + (d === null ? "" : ` · loss of D ${d.toFixed(2)}, of G ${g.toFixed(2)}`);
    film.dataset.frame = number;
  };
  film.stop = () => { clearInterval(timer); timer = null; button.textContent = "Play"; };
  button.addEventListener("click", () => {
    if (timer) { film.stop(); return; }
    if (Number(slider.value) >= frames.length - 1) slider.value = 0;
    button.textContent = "Stop";
    timer = setInterval(() => {
      if (Number(slider.value) >= frames.length - 1) { film.stop(); return; }
      slider.value = Number(slider.value) + 1;
      film.draw();
    }, 120);
  });
  slider.addEventListener("input", () => film.draw());
  slider.value = Math.floor(frames.length / 2);       // on paper, the middle of the film
  film.draw();
});

body.classList.add(speaking ? "speaker" : "one");
if (speaking) setInterval(() => {
  const seconds = Math.floor((Date.now() - began) / 1000);
  document.querySelector(".where").textContent =
    `${at + 1} / ${slides.length} · ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} · then: `
    + (slides[at + 1]?.querySelector("h1, h2").textContent ?? "the end");
}, 500);
go((Number(location.hash.slice(1)) || 1) - 1, false);
