// The menu closes when something else is tapped, or by Escape.
(() => {
  const close = (keep) => document.querySelectorAll(".menu[open]").forEach((menu) => {
    if (!menu.contains(keep)) menu.open = false;
  });
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const opened = document.querySelector(".menu[open] summary");
    close(null);
    if (opened) opened.focus();
  });
})();
