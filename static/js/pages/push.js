// Calls are offered in the installed app alone, and the phone's own question comes after a tap.
// The server says with [data-push-on] that this phone is called already: it is off without us, too.
(() => {
  const card = document.getElementById("pemberitahuan");
  const { serviceWorker } = navigator;
  if (!card || !serviceWorker || !window.PushManager || !window.Notification) return;
  const part = (name) => card.querySelector(`[data-push-${name}]`);
  const installed = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
  const [ask, on, stands, blocked, trouble] = ["ask", "on", "stands", "blocked", "trouble"].map(part);
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const manager = async () => (await serviceWorker.ready).pushManager;
  const forget = async () => (await (await manager()).getSubscription())?.unsubscribe();

  const show = () => {
    const refused = Notification.permission === "denied";
    if (ask) ask.hidden = refused;
    if (stands) stands.hidden = refused;
    blocked.hidden = !refused;
    if (installed) card.hidden = false;
  };

  const subscribe = async () => {
    await forget(); // one made for another key could not be replaced
    const made = await (await manager()).subscribe({ userVisibleOnly: true, applicationServerKey: card.dataset.pushKey });
    const { endpoint, keys } = made.toJSON();
    const answer = await fetch(card.dataset.pushUrl, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ endpoint, ...keys }),
    });
    if (answer.status !== 204) throw new Error(`${answer.status}`);
    location.reload();
  };

  ask?.addEventListener("click", async () => {
    trouble.hidden = true;
    ask.disabled = true;
    try {
      if (await Notification.requestPermission() === "granted") await subscribe();
    } catch {
      trouble.hidden = false;
    }
    ask.disabled = false;
    show();
  });

  on?.addEventListener("submit", () => { forget().catch(() => {}); });
  show();
})();
