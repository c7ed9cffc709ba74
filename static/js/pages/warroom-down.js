// While somebody types, what is found takes the place of the lists; without a script the form asks.
(() => {
  const PAUSE_MS = 250;
  const form = document.querySelector(".down__search");
  const lists = document.getElementById("room-lists");
  let timer;
  let asked = 0;

  const look = async () => {
    const mine = ++asked;
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form));
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || mine !== asked) return;
    const html = document.createElement("template");
    html.innerHTML = await answer.text();
    document.getElementById("room-found").replaceWith(html.content);
    lists.hidden = form.q.value.trim() !== "";
  };

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, PAUSE_MS); });
})();
