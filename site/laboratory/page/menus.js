// What opens over the page: the list of experiments, and what can be saved and shared.

import { byId, attribute, colour, el, text } from "./dom.js";
import { dataThumb } from "./thumbs.js";
import { loaded, saved } from "./session.js";
import { parts } from "./values.js";
import { hush, toast } from "./toasts.js";

const MENUS = { gallery: "all", sharemenu: "share", help: "keys" }; // menu: the button that opens it

export class Menus {
  // app: begin(name), useText(text), story, picture() a canvas of what is seen.
  constructor(lab, app) {
    Object.assign(this, { lab, app });
    byId("share").onclick = () => this.toggle("sharemenu");
    byId("keys").onclick = () => this.toggle("help");
    document.addEventListener("pointerdown", (event) => {
      const open = this.open;
      if (open && !byId(open).contains(event.target) && !byId(MENUS[open]).contains(event.target)) this.close();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.open) this.close(true);
    });
    for (const button of document.querySelectorAll("[data-close]")) button.onclick = () => this.close(true);
    this.sharing();
    lab.on("export", (content) => this.exported(content));
  }

  get open() {
    return Object.keys(MENUS).find((name) => !byId(name).hidden);
  }

  toggle(name) {
    const opens = byId(name).hidden;
    this.close();
    if (!opens) return;
    hush();
    if (name === "gallery") this.gallery();
    byId(name).hidden = false;
    attribute(byId(MENUS[name]), "aria-expanded", true);
    if (name === "sharemenu") byId("link").value = location.href;
    byId(name).querySelector("button, input")?.focus({ preventScroll: true });
  }

  close(back = false) {
    const open = this.open;
    if (!open) return;
    byId(open).hidden = true;
    attribute(byId(MENUS[open]), "aria-expanded", false);
    if (back) byId(MENUS[open]).focus();
  }

  gallery() {
    const { story } = this.app, presets = this.lab.host.get("presets");
    if (!this.cards) {
      this.cards = story.names.map((name) => {
        const { title, predict } = story.of(name), canvas = el("canvas", { "aria-hidden": "true" }), done = el("em", {});
        const button = el("button", { type: "button", "data-experiment": name, onclick: () => { this.close(); this.app.begin(name); } },
          canvas, el("span", {}, el("b", {}, title), el("span", {}, predict), done));
        const data = parts(presets[name]).find(([part]) => part === "data")?.[1] ?? "ring";
        return { name, button, canvas, done, data };
      });
      byId("gallerylist").append(...this.cards.map(({ button }) => el("li", {}, button)));
    }
    for (const { name, button, done } of this.cards) {
      const { guess, saw } = story.notes[name] ?? {};
      text(done, saw ? (saw === guess ? `✓ saw ${saw}, as you said` : `✓ saw ${saw}${guess ? `, you had said ${guess}` : ""}`) : guess ? `you said ${guess}` : "");
      attribute(button, "aria-current", name === story.name ? "true" : null);
    }
    requestAnimationFrame(() => this.cards.forEach(({ canvas, data }) => dataThumb(canvas, data)));
  }

  sharing() {
    const press = (id, act) => (byId(id).onclick = act);
    press("copylink", () => this.copy(byId("link").value, "The link is copied."));
    press("usetext", () => this.app.useText(byId("text").value));
    press("python", () => this.lab.send("export", { what: "python" }));
    press("session", () => this.lab.send("export", { what: "session" }));
    press("gif", () => this.lab.send("export", { what: "gif" }));
    press("png", () => this.app.picture().toBlob((blob) => this.download(blob, "lab_picture.png")));
    press("notes", () => {
      const report = this.app.story.report();
      if (report) this.download(new Blob([report], { type: "text/plain" }), "lab_notes.txt");
      else toast("There is no guess and no note yet.");
    });
    press("loadsession", () => byId("file").click());
    byId("file").onchange = () => this.load();
    press("copycode", () => this.copy(byId("code").value, "The program is copied."));
  }

  async load() {
    const [file] = byId("file").files;
    if (!file) return;
    try {
      const found = await loaded(file);
      this.app.resume(found);
      if (!found.runs) toast("Settings and notes are back. Play repeats the run from its seed.");
    } catch (error) {
      toast(error.message, { bad: true });
    }
    byId("file").value = "";
    this.close();
  }

  sync(state) {
    if (document.activeElement !== byId("text")) byId("text").value = state.text;
    byId("link").value = location.href;
  }

  exported({ what, name, runs, text: program, frames }) {
    if (what === "gif") {
      this.download(new Blob([this.app.film(frames)], { type: "image/gif" }), name);
      return;
    }
    if (what === "session") {
      this.download(new Blob([saved(this.lab, this.app.story, runs)], { type: "application/json" }), name);
      return;
    }
    byId("code").value = program;
    byId("codebox").hidden = false;
    this.copy(program, "The program is copied; it stands below.");
  }

  copy(what, said) {
    const failed = () => toast("The browser did not allow copying. Select the text and press Ctrl-C.");
    if (navigator.clipboard) navigator.clipboard.writeText(what).then(() => toast(said), failed);
    else failed();
  }

  download(blob, name) {
    const address = URL.createObjectURL(blob);
    el("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    toast(`Saved as ${name}.`);
  }

  // Both pictures, side by side, on the page's own ground.
  static sheet(canvases) {
    const side = canvases[0].width, gap = 12, sheet = el("canvas", { width: canvases.length * (side + gap) - gap, height: side });
    const pen = sheet.getContext("2d");
    pen.fillStyle = colour("--ground");
    pen.fillRect(0, 0, sheet.width, side);
    canvases.forEach((canvas, i) => pen.drawImage(canvas, i * (side + gap), 0));
    return sheet;
  }
}
