// Live parts, [data-ask], ask again by themselves after so many seconds; every answer sets anew how
// many. Nothing asks in a hidden tab, nor once nobody has touched the page for long; whoever comes
// back is answered at once.
(() => {
  const LONG_MS = 15 * 60e3;
  const SOON_S = 0.7; // while what was decided is on its way to the boards
  const HURRY_MS = 8e3;
  const FAILED_S = 120;
  const timers = new WeakMap();
  let touched = Date.now();
  let hurried = 0;

  const parts = () => document.querySelectorAll("[data-ask]");
  const awake = () => !document.hidden && Date.now() - touched < LONG_MS;
  const ask = (part) => { if (part.isConnected && awake()) htmx.trigger(part, "ask"); };
  const plan = (part) => {
    clearTimeout(timers.get(part));
    const wait = Date.now() < hurried ? SOON_S : part.dataset.ask;
    timers.set(part, setTimeout(ask, wait * 1000, part));
  };
  const wake = () => {
    touched = Date.now();
    parts().forEach((part) => { clearTimeout(timers.get(part)); ask(part); });
  };
  const touch = () => (awake() ? touched = Date.now() : wake());

  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, touch, { passive: true });
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  document.addEventListener("decided", () => { hurried = Date.now() + HURRY_MS; parts().forEach(ask); });
  document.addEventListener("moved", () => { hurried = 0; });

  document.addEventListener("htmx:load", ({ detail: { elt } }) => {
    [elt, ...elt.querySelectorAll("[data-ask]")].forEach((part) => { if (part.dataset.ask) plan(part); });
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt: part, xhr, successful } }) => {
    if (!part.dataset?.ask || !part.isConnected) return;
    part.dataset.ask = (successful && xhr.getResponseHeader("Ask-Again")) || Math.min(part.dataset.ask * 2, FAILED_S);
    const asOf = part.querySelector(".as-of");
    if (asOf) {
      asOf.classList.toggle("as-of--stale", !successful);
      const words = successful && xhr.getResponseHeader("As-Of");
      if (words) asOf.querySelector("time").textContent = words;
    }
    plan(part);
  });
})();
