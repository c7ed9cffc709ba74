// My own card tells its move when a poll brings one: numbers count from what they were, the card
// rises once, and it is said once to whoever listens. Following a chip to another board is no move.
(() => {
  const COUNT_MS = 700;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const numbers = (root) => [...root.querySelectorAll(".my-card [data-count]")];
  const value = (one) => Number(one.dataset.count);
  const words = (n) => new Intl.NumberFormat(document.documentElement.lang).format(n);
  let before = null;

  const count = (one, from) => {
    const to = value(one), text = one.textContent;
    let start;
    const step = (now) => {
      start ??= now;
      const part = Math.min((now - start) / COUNT_MS, 1);
      one.textContent = part < 1 ? words(Math.round(from + (to - from) * (1 - (1 - part) ** 3))) : text;
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
  const say = (risen, rank) => {
    const box = document.getElementById("said");
    const kind = risen === undefined ? "entered" : risen > 0 ? "up" : "down";
    box.textContent = box.dataset[kind].replace("{n}", words(Math.abs(risen ?? 0))).replace("{rank}", words(rank));
  };

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const polled = detail.requestConfig?.triggeringEvent?.type === "ask" && detail.shouldSwap;
    const shown = polled ? numbers(detail.target) : [];
    before = shown.length ? shown.map(value) : null;
  });
  document.addEventListener("htmx:load", ({ detail: { elt } }) => {
    const after = before && numbers(elt);
    if (!after?.length) return;
    const was = before, rank = value(after[0]);
    before = null;
    if (after.every((one, place) => value(one) === was[place])) return;
    elt.dispatchEvent(new CustomEvent("moved", { bubbles: true }));
    if (rank && rank !== was[0]) say(was[0] ? was[0] - rank : undefined, rank);
    if (still.matches) return;
    after.forEach((one, place) => { if (was[place]) count(one, was[place]); });
    after[0].closest(".my-card").classList.add("my-card--moved");
  });
})();
