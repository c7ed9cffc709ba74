// A part [data-stream] is told by a stream of hints when to ask anew. One stream a screen; none while
// its tab is hidden. Where it cannot be had, the part asks by itself, only later.
(() => {
  const AGAIN_MS = 60e3; // after the server refused it for good
  const part = () => document.querySelector("[data-stream]");
  let stream;
  let timer;

  const shut = () => { stream?.close(); stream = undefined; clearTimeout(timer); };
  const open = () => {
    shut();
    if (document.hidden || !part()) return;
    stream = new EventSource(part().dataset.stream);
    stream.addEventListener("moved", () => htmx.trigger(part(), "ask"));
    stream.addEventListener("error", () => {
      if (stream?.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
    });
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? shut() : open()));
  addEventListener("pagehide", shut);
  addEventListener("pageshow", open);
})();
