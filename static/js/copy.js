// Buttons that copy: [data-copy="words"] or [data-copy-from="#id"]. They stay hidden where the
// browser cannot copy (no secure context), since the text itself is always on the page.
(() => {
  const find = 'button[data-copy], button[data-copy-from]';
  const show = (root) => root.querySelectorAll(find).forEach((button) => { button.hidden = false; });
  if (!navigator.clipboard) return;
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(find);
    if (!button) return;
    const from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    const text = from ? (from.value ?? from.textContent).trim() : button.dataset.copy;
    const label = button.querySelector("span");
    const before = label.textContent;
    await navigator.clipboard.writeText(text);
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2500);
  });
})();
