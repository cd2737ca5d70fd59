// The card works without this file. With it, the phone keeps the card, and an open ask tells news.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/plain/worker.js", { scope: "/card" });
if (document.querySelector("[aria-label='Your ask']")) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const line = new WebSocket(`${scheme}//${location.host}/happenings`);
  line.onmessage = () => {
    // Words that somebody typed are worth more than the news.
    const typed = [...document.querySelectorAll(".act input")].some((field) => field.type !== "hidden" && field.value);
    if (!typed && !["INPUT", "SELECT"].includes(document.activeElement.tagName)) location.reload();
  };
}
