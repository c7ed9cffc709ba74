// Says so when a request made by htmx fails; a form keeps what was typed.
(() => {
  let timer;
  const say = (kind) => {
    const box = document.getElementById("trouble");
    box.textContent = box.dataset[kind];
    box.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { box.hidden = true; }, 8000);
  };
  // A poll that fails stays silent: the page still shows its "as of" time, and asks again.
  const polled = (event) => (event.detail.requestConfig?.triggeringEvent?.type ?? "ask") === "ask";
  document.addEventListener("htmx:sendError", (event) => { if (!polled(event)) say("offline"); });
  document.addEventListener("htmx:responseError", (event) => {
    if (!polled(event)) say(event.detail.xhr.status === 429 ? "often" : "failed");
  });
})();
