// Buttons that open the phone's own share sheet; hidden where there is none. Nothing is posted.
(() => {
  const find = "button[data-share-text]";
  const show = (root) => root.querySelectorAll(find).forEach((button) => { button.hidden = false; });
  if (!navigator.share) return;
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.detail.elt));
  document.addEventListener("click", (event) => {
    const button = event.target.closest(find);
    if (!button) return;
    const { shareText: text, shareUrl: url, shareTitle: title } = button.dataset;
    // Closing the sheet without sharing is a choice, not a failure.
    navigator.share({ title, text, ...(url && { url }) }).catch(() => {});
  });
})();
