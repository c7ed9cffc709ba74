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
    part("link").textContent = item.link;
    part("time").textContent = time;
    part("words").textContent = item.words || list.dataset[item.state] || list.dataset.waiting;
    part("row").dataset.state = item.state;
    part("enter").hidden = item.state !== "signed-out";
    part("again").hidden = item.state === "signed-out";
    part("again").addEventListener("click", () => say({ kind: "again", item }));
    part("drop").addEventListener("click", () => say({ kind: "drop", key: item.key }));
    return made;
  };

  const show = async (sent = false) => {
    const items = await queued();
    document.querySelectorAll("[data-waiting-note]").forEach((note) => { note.hidden = !items.length; });
    if (!list) return;
    list.querySelector("ul").replaceChildren(...items.map(row));
    list.querySelector("[data-sent]").hidden = !sent;
    list.hidden = !items.length && !sent;
  };
  serviceWorker.addEventListener("message", ({ data }) => { if (data.kind === "queue") show(data.sent); });
  show();
})();
