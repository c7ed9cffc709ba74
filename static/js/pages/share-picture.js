// Buttons that open the share sheet with a picture of the kit: [data-picture="/bahan/…"]. It comes
// when it is asked for; a sheet opens only just after a tap, so where that took long, the next tap
// opens it. Hidden where pictures cannot be shared; every picture can also be downloaded.
(() => {
  const kind = { type: "image/jpeg" };
  if (!navigator.canShare?.({ files: [new File([""], "gambar.jpg", kind)] })) return;
  document.querySelectorAll("[data-picture]").forEach((button) => {
    const { picture, words, link, again } = button.dataset;
    let file;
    const open = async () => {
      file ??= await fetch(picture).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status}`);
        return answer.blob();
      }).then((blob) => new File([blob], `gambar.${blob.type.split("/")[1]}`, { type: blob.type }));
      await navigator.share({ files: [file], text: words, ...(link && { url: link }) });
    };
    button.hidden = false;
    button.addEventListener("click", () => open().catch((trouble) => {
      // Closing the sheet without sharing is a choice, not a failure.
      if (trouble.name !== "AbortError") button.querySelector("span").textContent = again;
    }));
  });
})();
