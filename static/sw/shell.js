// The shell: today's styles, scripts and pictures, and the page for when there is no signal.
// VERSION, SHELL, ICON and PUSH_KEY stand above (app/web/offline.py); a new release has another version, and so another cache.
// Nothing personal is ever kept here: only /aset/, /luring and /luring/lapor.
const CACHE = `kulit-${VERSION}`;
const OFFLINE = "/luring";
const FORM = "/luring/lapor"; // an activity is told where it happens, and there may be no signal

async function keepShell() {
  await (await caches.open(CACHE)).addAll([OFFLINE, FORM, ...SHELL]);
  await skipWaiting();
}

async function forgetShells(but) {
  const old = (await caches.keys()).filter((name) => name !== but);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function kept(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

function offlinePage(path) {
  return caches.match(path === REPORT ? FORM : OFFLINE, { ignoreVary: true });
}

async function opened(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await offlinePage(new URL(request.url).pathname);
    if (!page) throw error;
    return page;
  }
}

addEventListener("install", (event) => event.waitUntil(keepShell()));

addEventListener("activate", (event) => event.waitUntil(
  forgetShells(CACHE).then(() => clients.claim()),
));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/aset/")) event.respondWith(kept(request));
  else if (request.mode === "navigate") event.respondWith(opened(request));
});
