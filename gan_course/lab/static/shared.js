// What both pages use. Python puts it before each of them: a widget is one module, and there is no build step.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

let darkness = { at: -1e9, dark: false };
function isDark(element) {
  // asked for in every picture, and slow to find out
  if (performance.now() - darkness.at > 500) darkness = { at: performance.now(), dark: findDark(element) };
  return darkness.dark;
}

function findDark(element) {
  for (let at = element; at; at = at.parentElement) {
    const parts = getComputedStyle(at).backgroundColor.match(/[\d.]+/g);
    if (parts && (parts.length < 4 || Number(parts[3]) > 0.1))
      return 0.3 * parts[0] + 0.59 * parts[1] + 0.11 * parts[2] < 110;
  }
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}
