// Forms that a passkey fills: [data-passkey="make"|"use"] with the address of its riddle in
// data-riddle and a hidden field "jawaban". They stay hidden where there are no passkeys.
(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!window.PublicKeyCredential || !forms.length) return;
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (keys) => (keys || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const asked = (told) => ({
    ...told,
    challenge: bytes(told.challenge),
    ...(told.user && { user: { ...told.user, id: bytes(told.user.id) } }),
    ...(told.excludeCredentials && { excludeCredentials: named(told.excludeCredentials) }),
    ...(told.allowCredentials && { allowCredentials: named(told.allowCredentials) }),
  });
  const answer = ({ id, rawId, type, response }) => {
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const told = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
    return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(told) });
  };
  const riddle = async (form) => {
    const token = form.elements.csrf_token.value;
    const told = await fetch(form.dataset.riddle, { method: "POST", headers: { "X-CSRFToken": token } });
    if (told.redirected) location.assign(told.url);
    if (told.redirected || !told.ok) throw new Error("no riddle");
    return asked(await told.json());
  };
  const fill = async (form) => {
    const publicKey = await riddle(form);
    const make = form.dataset.passkey === "make";
    const made = await navigator.credentials[make ? "create" : "get"]({ publicKey });
    form.elements.jawaban.value = answer(made);
    form.submit();
  };
  forms.forEach((form) => {
    const say = form.querySelector("[data-words]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.setAttribute("aria-busy", "true");
      say.textContent = "";
      try {
        await fill(form);
      } catch (trouble) {
        say.textContent = trouble.name === "InvalidStateError" ? say.dataset.twice : say.dataset.words;
      }
      form.removeAttribute("aria-busy");
    });
  });
})();
