// What somebody unfolded stays so when the live part around it is replaced.
(() => {
  let open = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    open = [...event.detail.target.querySelectorAll("details[id][open]")].map((one) => one.id);
  });
  document.addEventListener("htmx:load", () => {
    open.forEach((id) => { const one = document.getElementById(id); if (one) one.open = true; });
  });
})();
