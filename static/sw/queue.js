// What was handed in without a signal waits in the phone, for days if need be, and is sent once.
// Everything here belongs to one cadre: it is shown to her and sent in her session alone, and goes
// when she signs out. The server knows a form by its key, so what it got already counts once.
const HAND_IN = /^\/(kirim|tantangan\/[^/]+\/kiriman)$/;
const PATIENCE_MS = 20_000; // bars on the display, and yet nothing gets through
const [QUEUED, OWNER] = ["queued", "owner"];

function database() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("gelanggang", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(QUEUED, { keyPath: "key" });
      asked.result.createObjectStore(OWNER);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function stored(name, mode, act) {
  const open = await database();
  return new Promise((resolve, reject) => {
    const change = open.transaction(name, mode);
    const asked = act(change.objectStore(name));
    change.oncomplete = () => resolve(asked.result);
    change.onabort = () => reject(change.error);
  }).finally(() => open.close());
}

const save = (item) => stored(QUEUED, "readwrite", (store) => store.put(item));
const drop = (key) => stored(QUEUED, "readwrite", (store) => store.delete(key));
const owner = () => stored(OWNER, "readonly", (store) => store.get(0));

async function queuedOf(cadre) {
  const all = await stored(QUEUED, "readonly", (store) => store.getAll());
  return all.filter((item) => item.cadre === cadre).sort((one, other) => one.at - other.at);
}

async function tellPages(sent = false) {
  const pages = await clients.matchAll({ includeUncontrolled: true });
  pages.forEach((page) => page.postMessage({ kind: "queue", sent }));
}

function afterPatience(patience = PATIENCE_MS) {
  return new Promise((_, reject) => { setTimeout(() => reject(new Error("no answer")), patience); });
}

async function handIn(request) {
  const copy = request.clone();
  try {
    return await Promise.race([fetch(request), afterPatience()]);
  } catch {
    const form = await copy.formData();
    await save({
      key: form.get("kunci"),
      cadre: form.get("kader"),
      challenge: form.get("tantangan") ?? new URL(request.url).pathname.split("/")[2],
      link: form.get("tautan"),
      at: Date.now(),
      state: "waiting",
    });
    await registration.sync?.register(QUEUED).catch(() => {});
    return Response.redirect("/kiriman", 303);
  }
}

const handInBody = ({ key, challenge, link }) => new URLSearchParams({ kunci: key, tantangan: challenge, tautan: link });

// Of a sync and a page that both saw the signal come back, the second finds nothing left to do.
const sendQueued = () => navigator.locks.request(QUEUED, sendAll);

async function sendAll() {
  const cadre = await owner();
  const left = (await queuedOf(cadre)).filter((item) => item.state !== "refused" && !onItsWay(item));
  if (!left.length) return;
  let sent = false;
  try {
    const asked = await fetch(`/antrean?${arrivedQuery(left)}`, { headers: { "HX-Request": "true" } });
    const now = asked.ok && await asked.json();
    for (const item of left) {
      if (asked.status === 401) await save({ ...item, state: "signed-out" });
      else if (!now || now.kader !== cadre) continue;
      else if (now.tiba.includes(item.key)) await drop(item.key);
      else sent = await sendOne(item, now.token) || sent;
    }
  } finally {
    await tellPages(sent);
  }
}

async function sendOne(item, token) {
  const answer = await fetch(isReport(item) ? "/antrean/kegiatan" : "/antrean", {
    method: "POST",
    headers: { "HX-Request": "true", "X-CSRFToken": token },
    body: isReport(item) ? reportBody(item) : handInBody(item),
  });
  const sent = answer.status === 201;
  if (sent) await drop(item.key);
  else if (answer.status === 413) await save({ ...item, state: "refused" });
  else if (answer.status === 422) await save({ ...item, state: "refused", words: (await answer.json()).kata });
  else if (answer.status === 401) await save({ ...item, state: "signed-out" });
  else throw new Error(`not now: ${answer.status}`); // a sync is tried again by the browser
  return sent;
}

// By which answer one sees that somebody is signed out: led away, or told that she has left for good.
const LEFT = {
  "/keluar": (answer) => answer.type === "opaqueredirect",
  "/saya/keluar/pastikan": (answer) => answer.ok,
};

async function signOut(request, left) {
  const answer = await fetch(request).catch(() => null);
  if (!answer) return offlinePage();
  if (left(answer)) {
    for (const item of await queuedOf(await owner())) await drop(item.key);
    await stored(OWNER, "readwrite", (store) => store.delete(0));
    await forgetShells();
    await keepShell();
  }
  return answer;
}

const SAID = {
  async here({ cadre }) {
    await stored(OWNER, "readwrite", (store) => store.put(cadre, 0));
    await sendQueued().catch(() => {});
  },
  async list({ cadre }, page) {
    page.postMessage((await queuedOf(cadre || await owner())).filter((item) => !hasArrived(item)));
  },
  async owner(_, page) {
    page.postMessage(await owner());
  },
  async drop({ key }) {
    await drop(key);
    await tellPages();
  },
  async again({ item }) {
    await save({ ...item, state: "waiting" });
    await sendQueued().catch(() => {});
  },
};

addEventListener("message", (event) => {
  const said = SAID[event.data.kind];
  if (said) event.waitUntil(said(event.data, event.ports[0]));
});

addEventListener("sync", (event) => {
  if (event.tag === QUEUED) event.waitUntil(sendQueued());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "POST" || url.origin !== location.origin) return;
  if (HAND_IN.test(url.pathname)) event.respondWith(handIn(request));
  else if (url.pathname === REPORT) event.respondWith(report(request, event.clientId));
  else if (LEFT[url.pathname]) event.respondWith(signOut(request, LEFT[url.pathname]));
});
