// A wall: parts that changed come by one stream and take the place of those they are named like; the
// colours of the map follow, clocks go on, keys 1 to 4 open the scenes. Half a minute without an
// event, and what is shown is marked as old.
(() => {
  const STALE_MS = 30e3;
  const AGAIN_MS = 60e3; // after the server refused it for good
  const room = document.body;
  const said = document.getElementById("room-said");
  const ahead = room.dataset.now - Date.now();
  let moment = room.dataset.moment;
  let steps = "";
  let stream, again, silent;

  const old = (is) => {
    room.classList.toggle("room--stale", is);
    said.textContent = is ? said.dataset.stale : "";
  };
  const heard = () => { clearTimeout(silent); silent = setTimeout(old, STALE_MS, true); };

  const put = (part) => {
    const before = document.getElementById(part.id);
    if (!before) return;
    const focused = before.contains(document.activeElement) && document.activeElement.getAttribute("href");
    before.replaceWith(part);
    if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  };
  const colour = () => {
    const told = document.getElementById("room-steps")?.dataset.steps ?? "";
    if (told === steps) return;
    const first = !steps;
    steps = told;
    const of = new Map(told.trim().split(" ").map((one) => one.split(":")));
    for (const shape of document.querySelectorAll("[data-unit]")) {
      shape.setAttribute("class", `step-${of.get(shape.dataset.unit) ?? "none"}`);
    }
    const table = document.querySelector("[data-units]");
    if (!first && table?.open) {
      fetch(table.dataset.units).then((answer) => answer.ok && answer.text()).then((html) => html && swap(html));
    }
  };
  const swap = (html) => {
    const parts = document.createElement("template");
    parts.innerHTML = html;
    [...parts.content.children].forEach(put);
  };

  const shut = () => { stream?.close(); clearTimeout(again); };
  const open = () => {
    shut();
    if (document.hidden) return;
    const address = new URL(room.dataset.stream, location);
    address.searchParams.set("v", moment);
    stream = new EventSource(address);
    stream.addEventListener("tick", ({ data, lastEventId }) => {
      moment = lastEventId;
      swap(data);
      colour();
      heard();
      old(false);
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
    });
  };

  const clocks = [...document.querySelectorAll("[data-clock]")].map((face) => [
    face, new Intl.DateTimeFormat("id", { timeZone: face.dataset.clock, hour: "2-digit", minute: "2-digit" }),
  ]);
  const colon = clocks[0][0].textContent.trim()[2];
  setInterval(() => {
    const now = new Date(Date.now() + ahead);
    for (const [face, style] of clocks) face.textContent = style.format(now).replace(/[.:]/, colon);
  }, 1000);

  addEventListener("keydown", ({ key, ctrlKey, altKey, metaKey, target }) => {
    if (ctrlKey || altKey || metaKey || target.matches("input, textarea, select")) return;
    document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? shut() : open()));
  addEventListener("pagehide", shut);
  addEventListener("pageshow", () => { colour(); open(); heard(); });
})();
