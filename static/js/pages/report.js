// A report that the phone has no room to keep stays in its form, and is said to (static/sw/queue.js).
(() => {
  const form = document.querySelector("form[data-full]");
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data.kind !== "full") return;
    const note = form.querySelector("[data-trouble]");
    note.textContent = form.dataset.full;
    note.hidden = false;
  });
})();
