// A row of chips that is wider than the screen begins at the chosen one.
(() => {
  const show = (root) => root.querySelectorAll(".chips [aria-current]").forEach((chip) => {
    const row = chip.closest("ul");
    row.scrollLeft = chip.offsetLeft - row.offsetLeft - (row.clientWidth - chip.offsetWidth) / 2;
  });
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));
})();
