// Buttons that paste what was copied last: [data-paste="#field"]. Hidden where a page may not read it.
(() => {
  if (!navigator.clipboard?.readText) return;
  document.querySelectorAll("[data-paste]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.querySelector(button.dataset.paste);
      // Not letting the page read is a choice: she pastes by hand then.
      field.value = await navigator.clipboard.readText().catch(() => field.value);
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
