// A call from the party's server: one line, which takes the place of an older one nobody has read.
// Tapped, it leads to the page of what it tells; only pages of ours are ever opened.
function showCall(data) {
  const { title, body, url } = data.json();
  return registration.showNotification(title, { body, icon: ICON, tag: "kabar", data: { url } });
}

async function openPage(url) {
  const there = new URL(url, location.origin);
  if (there.origin !== location.origin) return;
  const pages = await clients.matchAll({ type: "window" });
  const page = pages.find((one) => one.url === there.href) ?? pages[0];
  if (!page) {
    await clients.openWindow(there.href);
    return;
  }
  await page.focus();
  if (page.url !== there.href) await page.navigate(there.href);
}

addEventListener("push", (event) => {
  if (event.data) event.waitUntil(showCall(event.data));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data.url));
});

// A push service may give up an address for another. The new one is told in the session of whoever is
// called here, and of nobody else: the server takes it only in the place of one it knows.
async function renew({ oldSubscription, newSubscription }) {
  const asked = await fetch("/antrean", { headers: { "HX-Request": "true" } });
  if (!asked.ok || !PUSH_KEY) return;
  const { token } = await asked.json();
  const options = oldSubscription?.options ?? { userVisibleOnly: true, applicationServerKey: PUSH_KEY };
  const made = newSubscription ?? await registration.pushManager.subscribe(options);
  const { endpoint, keys } = made.toJSON();
  const answer = await fetch("/saya/pemberitahuan", {
    method: "POST",
    headers: { "HX-Request": "true", "X-CSRFToken": token },
    body: new URLSearchParams({ endpoint, ...keys, ganti: "1" }),
  });
  if (answer.status === 422) await made.unsubscribe();
}

addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
