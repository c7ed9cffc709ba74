// The list of what waits in this phone for a signal; the worker keeps it (static/sw/queue.js).
// Pages that only want to mention it carry [data-waiting-note] and no list.
(() => {
  const list = document.getElementById("waiting");
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const say = async (words, ports = []) => (await serviceWorker.ready).active.postMessage(words, ports);
  const queued = () => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { port1.close(); resolve(data); };
    say({ kind: "list", cadre: document.body.dataset.cadre }, [port2]);
  });

  const row = (item) => {
    const made = list.querySelector("template").content.cloneNode(true);
    const part = (name) => made.querySelector(`[data-part="${name}"]`);
    const time = new Date(item.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    part("link").textContent = item.title ?? item.link;
    part("time").textContent = time;
    part("words").textContent = item.words || list.dataset[item.state] || list.dataset.waiting;
    part("row").dataset.state = item.state;
    part("enter").hidden = item.state !== "signed-out";
    part("again").hidden = item.state === "signed-out";
    part("again").addEventListener("click", () => say({ kind: "again", item }));
    part("drop").addEventListener("click", () => say({ kind: "drop", key: item.key }));
    return made;
  };

  const kb = (bytes) => Math.ceil(bytes / 1024).toLocaleString(document.documentElement.lang);
  const SCARCE = 20 * 1024 * 1024; // about ten reports as they come where a phone cannot shrink photos

  // What waits is asked to stay when the phone clears up; how much of it there is, and how little room.
  const keep = async (items) => {
    const { storage } = navigator;
    if (!items.length || !storage?.estimate) return;
    if (!await storage.persisted()) storage.persist().catch(() => {});
    const bytes = items.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
    const { quota, usage } = await storage.estimate();
    const room = list?.querySelector("[data-room]");
    if (!room) return;
    const words = quota - usage < SCARCE ? room.dataset.scarce : room.dataset.words;
    room.textContent = words.replace("{kb}", kb(bytes));
    room.hidden = !bytes;
  };

  const show = async (sent = false) => {
    const items = await queued();
    keep(items);
    document.querySelectorAll("[data-waiting-note]").forEach((note) => { note.hidden = !items.length; });
    if (!list) return;
    list.querySelector("ul").replaceChildren(...items.map(row));
    list.querySelector("[data-sent]").hidden = !sent;
    list.hidden = !items.length && !sent;
  };
  serviceWorker.addEventListener("message", ({ data }) => { if (data.kind === "queue") show(data.sent); });
  show();
})();
