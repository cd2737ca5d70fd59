// The card works without this file. With it, the phone keeps the card, an open ask and a request to
// take over tell news, and a quiet minute counts.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/plain/worker.js", { scope: "/card" });

// Words that somebody typed are worth more than the news.
const isTyping = () =>
  ["INPUT", "SELECT"].includes(document.activeElement.tagName) ||
  [...document.querySelectorAll(".act input")].some((field) => field.type !== "hidden" && field.value);

const listen = (query, hear) => {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const line = new WebSocket(`${scheme}//${location.host}/happenings${query}`);
  line.onmessage = (message) => hear(JSON.parse(message.data));
  line.onclose = () => setTimeout(() => listen(query, hear), 10000);
};

const lookAgain = () => {
  if (!isTyping()) location.reload();
};

if (document.querySelector("[aria-label='Your ask'], [data-own]")) listen("", lookAgain);

// Who wants to be taken over from is told whole: look again when that is not what stands here, or
// say it above what is being typed.
listen("?waiting=swaps", ({ swaps }) => {
  const drawn = [...document.querySelectorAll("[data-swap]:not([data-own])")].map((row) => Number(row.dataset.swap));
  const news = swaps.find((swap) => !drawn.includes(swap.id));
  document.querySelector(".told")?.remove();
  if (!news && swaps.length === drawn.length) return;
  if (!isTyping()) {
    location.reload();
  } else if (news) {
    const told = document.createElement("p");
    told.className = "notice told";
    told.setAttribute("role", "status");
    const name = document.createElement("strong");
    name.textContent = `${news.who}: take over from me.`;
    told.append(name, ` ${news.where}. Look again when you have finished here.`);
    document.querySelector("main").prepend(told);
  }
});

const breathing = document.querySelector(".breathing");
if (breathing) {
  const [goesIn, goesOut] = [Number(breathing.dataset.in), Number(breathing.dataset.out)];
  const [digits, word] = [breathing.querySelector("[role=timer]"), breathing.querySelector(".word")];
  let ticking = null;
  breathing.hidden = false;
  for (const button of breathing.querySelectorAll("button")) {
    button.onclick = () => {
      const whole = 60 * Number(button.dataset.minutes);
      const until = performance.now() + 1000 * whole;
      const show = () => {
        const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
        const isIn = (whole - left) % (goesIn + goesOut) < goesIn;
        digits.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
        word.textContent = left ? (isIn ? "Breathe in" : "Breathe out") : "That was it. Go back slowly.";
        if (!left) clearInterval(ticking);
      };
      clearInterval(ticking);
      ticking = setInterval(show, 1000);
      show();
    };
  }
}
