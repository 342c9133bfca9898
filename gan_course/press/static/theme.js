/* The theme that was chosen here, else the system's; read before anything is drawn. */
(function () {
  let chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch (error) { /* a page from disk may keep nothing */ }
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
