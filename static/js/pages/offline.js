// The page without a signal goes on to the address it stands at, when asked and with the signal.
// A phone says it is online before anything gets through, so a small question goes ahead.
(() => {
  const PAUSE_MS = 4000;
  const leave = () => location.replace(location.pathname === "/luring" ? "/" : location.href);
  const listen = async () => {
    if (!navigator.onLine) return;
    const heard = await fetch("/luring", { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (heard) leave();
    else setTimeout(listen, PAUSE_MS);
  };
  document.querySelector("[data-again]").addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  addEventListener("online", listen);
  setTimeout(listen, PAUSE_MS);
})();
