// A picture chosen in an input [data-shrink] is made smaller here, before it costs data: drawn anew,
// so that place and camera stay behind. What this phone cannot draw is sent as it is. With
// data-bytes it is made poorer until it is so light; its form is not sent before that is done.
(() => {
  const LONGER_SIDE = 1600;
  const QUALITIES = [0.85, 0.7, 0.55, 0.4];
  const kb = (blob) => Math.ceil(blob.size / 1024).toLocaleString(document.documentElement.lang);

  const drawn = async (file, longest) => {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  const shrunk = async (file, { longest = LONGER_SIDE, bytes = Infinity }) => {
    const canvas = await drawn(file, longest);
    let small;
    for (const quality of QUALITIES) {
      small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (!small || small.size <= bytes) break;
    }
    return small;
  };

  const replace = async (input, file) => {
    const note = document.getElementById(input.dataset.shrink);
    note.textContent = "";
    const small = await shrunk(file, input.dataset).catch(() => null);
    if (!small || input.files[0] !== file) return;
    const sent = new DataTransfer();
    sent.items.add(new File([small], "gambar.jpg", { type: small.type }));
    input.files = sent.files;
    note.textContent = note.dataset.words.replace("{before}", kb(file)).replace("{after}", kb(small));
  };

  let busy = Promise.resolve();
  let waiting = 0;
  document.addEventListener("change", ({ target }) => {
    const input = target.closest?.("input[data-shrink]");
    const file = input?.files[0];
    if (!file) return;
    waiting += 1;
    // One after the other: a cheap phone has no memory for three photos at once.
    busy = busy.then(() => replace(input, file)).finally(() => { waiting -= 1; });
  });

  document.addEventListener("submit", (event) => {
    if (!waiting) return;
    event.preventDefault();
    event.target.setAttribute("aria-busy", "true");
    busy.then(() => {
      event.target.removeAttribute("aria-busy");
      event.target.requestSubmit(event.submitter);
    });
  });
})();
