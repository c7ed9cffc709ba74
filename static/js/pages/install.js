// The card that offers to install: shown where the browser can, gone for a season after a "no".
(() => {
  const QUIET_MS = 90 * 24 * 3600 * 1000;
  const card = document.getElementById("install");
  if (Date.now() - Number(localStorage.getItem("install-refused")) < QUIET_MS) return;
  let offer;
  addEventListener("beforeinstallprompt", (event) => {
    offer = event;
    card.hidden = false;
  });
  card.addEventListener("click", async ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    card.hidden = true;
    const wanted = button.value === "yes" && (await offer.prompt()).outcome === "accepted";
    if (!wanted) localStorage.setItem("install-refused", Date.now());
  });
})();
