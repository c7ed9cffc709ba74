// The form for an activity. A report that the phone has no room to keep stays in it, and is said to
// (static/sw/report.js). The form that the phone kept, [data-apart], learns here whose it is.
(() => {
  const form = document.querySelector("form[data-full]");
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  serviceWorker.addEventListener("message", ({ data }) => {
    if (data.kind !== "full") return;
    const note = form.querySelector("[data-trouble]");
    note.textContent = form.dataset.full;
    note.hidden = false;
  });

  const begin = (cadre) => {
    const fields = form.elements;
    const now = new Date();
    document.querySelector("[data-nobody]").hidden = Boolean(cadre);
    form.hidden = !cadre;
    fields.kader.value = cadre ?? "";
    fields.kunci.value = crypto.randomUUID().replaceAll("-", "");
    fields.tanggal.value ||= new Date(now - now.getTimezoneOffset() * 60e3).toISOString().slice(0, 10);
  };

  if (!("apart" in form.dataset)) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => { port1.close(); begin(data); };
  serviceWorker.ready.then(({ active }) => active.postMessage({ kind: "owner" }, [port2]));
})();
