// What the pages of today cost this browser, in bytes as it counts them itself; kept in it alone.
(() => {
  const day = new Date().toLocaleDateString("sv");
  const kept = JSON.parse(localStorage.getItem("data") ?? "{}");
  const spent = kept.day === day ? kept : { day, bytes: 0 };
  const count = (answers) => {
    spent.bytes += answers.reduce((sum, answer) => sum + answer.transferSize, 0);
    localStorage.setItem("data", JSON.stringify(spent));
    const words = Math.ceil(spent.bytes / 1024).toLocaleString(document.documentElement.lang);
    document.querySelectorAll("[data-meter]").forEach((place) => {
      place.textContent = `${words} KB`;
      place.closest("[hidden]")?.removeAttribute("hidden");
    });
  };
  count(performance.getEntriesByType("navigation"));
  new PerformanceObserver((list) => count(list.getEntries())).observe({ type: "resource", buffered: true });
})();
