// The page without a signal: tries the address it stands at again, when asked and with the signal.
(() => {
  const again = () => location.replace(location.pathname === "/luring" ? "/" : location.href);
  document.querySelector("[data-again]").addEventListener("click", (event) => {
    event.preventDefault();
    again();
  });
  addEventListener("online", again);
})();
