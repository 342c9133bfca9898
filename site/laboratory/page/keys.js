// The keyboard: space plays, a full stop steps, the arrows look back.

export function keys(app) {
  const acts = { " ": () => app.play(), ".": () => app.step(null), r: () => app.reset(), d: () => app.step("discriminator"), g: () => app.step("generator"),
    ArrowLeft: () => app.deck.lookBy(-1), ArrowRight: () => app.deck.lookBy(1) };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.matches("input, select, textarea")) return; // they have keys of their own
    if (event.target.matches("button, summary") && /^(Enter| )$/.test(event.key)) return;
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });
}
