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
