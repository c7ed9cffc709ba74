// A picture chosen in an input [data-shrink] is made smaller here, before it costs data: drawn anew,
// so that place and camera stay behind. What this phone cannot draw is sent as it is.
(() => {
  const LONGER_SIDE = 1600;
  const QUALITY = 0.85;
  const kb = (blob) => Math.ceil(blob.size / 1024).toLocaleString(document.documentElement.lang);

  const shrunk = async (file) => {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGER_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  };

  document.addEventListener("change", async (event) => {
    const input = event.target.closest?.("input[data-shrink]");
    const file = input?.files[0];
    if (!file) return;
    const note = document.getElementById(input.dataset.shrink);
    note.textContent = "";
    const small = await shrunk(file).catch(() => null);
    if (!small || input.files[0] !== file) return;
    const sent = new DataTransfer();
    sent.items.add(new File([small], "gambar.jpg", { type: small.type }));
    input.files = sent.files;
    note.textContent = note.dataset.words.replace("{before}", kb(file)).replace("{after}", kb(small));
  });
})();
