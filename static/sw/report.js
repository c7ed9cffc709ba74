// Reports with photos. What is sent is kept first: a session may have ended, a tunnel may begin, and
// nobody takes a photo twice. Where it led cannot be seen from here (a form is answered by a redirect
// that only the browser reads), so the server is asked by its key before it would be sent again.
const REPORT = "/kegiatan/lapor";
const UPLOAD_MS = 60_000; // half a megabyte on a slow network
const LEAD_MS = UPLOAD_MS + 5_000;

const isReport = (item) => item.kind === "report";
const onItsWay = (item) => item.state === "sending" && Date.now() - item.at < LEAD_MS;
const hasArrived = (item) => item.state === "sent" || onItsWay(item);

function arrivedQuery(items) {
  return new URLSearchParams(items.filter(isReport).map(({ key }) => ["kunci", key]));
}

function reportOf(form) {
  const parts = [...form].filter(([name]) => name !== "csrf_token");
  const photos = parts.filter(([, value]) => value instanceof Blob && value.size);
  return {
    kind: "report",
    key: form.get("kunci"),
    cadre: form.get("kader"),
    title: form.get("judul"),
    fields: parts.filter(([, value]) => typeof value === "string"),
    photos,
    bytes: photos.reduce((sum, [, photo]) => sum + photo.size, 0),
    apart: form.has("luring"),
    at: Date.now(),
    state: "sending",
  };
}

function reportBody({ fields, photos }) {
  const form = new FormData();
  fields.forEach(([name, value]) => form.append(name, value));
  photos.forEach(([name, photo]) => form.append(name, photo, "gambar.jpg"));
  return form;
}

// 422 brings the form back with what is wrong; what failed on the way is sent later.
async function settled(item, answer) {
  if (answer.type === "opaqueredirect") await save({ ...item, state: "sent" });
  else if (answer.status === 429 || answer.status >= 500) throw new Error(`not now: ${answer.status}`);
  else await drop(item.key);
}

async function report(request, from) {
  const copy = request.clone();
  const item = reportOf(await copy.formData());
  const kept = await save(item).then(() => true, () => false);
  try {
    if (item.apart) throw new Error("made without a signal: no token of the server's in it");
    const answer = await Promise.race([fetch(request), afterPatience(UPLOAD_MS)]);
    if (kept) await settled(item, answer);
    return answer;
  } catch {
    if (!kept) return stay(from);
    await save({ ...item, state: "waiting" });
    await registration.sync?.register(QUEUED).catch(() => {});
    return Response.redirect("/kegiatan/saya", 303);
  }
}

// No room: the browser stays on the form, where everything still stands.
async function stay(from) {
  (await clients.get(from))?.postMessage({ kind: "full" });
  return new Response(null, { status: 204 });
}
