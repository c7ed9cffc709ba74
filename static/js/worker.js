// The phone keeps the shell of the site by its worker (static/sw/), which also hears who is here:
// what she handed in without a signal is sent then. Not for strangers: it would cost them data.
// The browser does not offer to install by itself: that has its time (js/pages/install.js).
(() => {
  addEventListener("beforeinstallprompt", (event) => event.preventDefault());
  const { cadre } = document.body.dataset;
  const { serviceWorker } = navigator;
  if (!cadre || !serviceWorker) return;
  const greet = async () => (await serviceWorker.ready).active.postMessage({ kind: "here", cadre });
  addEventListener("load", () => serviceWorker.register("/sw.js").then(greet, () => {}));
  addEventListener("online", greet);
})();
