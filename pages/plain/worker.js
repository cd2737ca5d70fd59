// Answers come from the server. Without a network: the pocket card that was kept, or a sentence.
const KEPT = "readyroom-card-1";
const AN_HOUR = 3_600_000;
const CARD = "/pocket-card";
const SENTENCE = "/plain/no-network";
const FILES = ["/plain/style.css", "/brand/favicon.svg", SENTENCE];

async function keep() {
  const kept = await caches.open(KEPT);
  await kept.addAll(FILES);
}

async function keepCard() {
  const kept = await caches.open(KEPT);
  const old = await kept.match(CARD);
  if (old && Date.now() - Date.parse(old.headers.get("date")) < AN_HOUR) return;
  const answer = await fetch(CARD, { redirect: "error" }).catch(() => null);
  if (answer && answer.ok) await kept.put(CARD, answer);
}

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const told = await fetch(request);
    // The server sends the signed-out elsewhere: what was kept for somebody is theirs alone.
    if (told.type === "opaqueredirect") await kept.delete(CARD);
    return told;
  } catch {
    return (await kept.match(request)) || (await kept.match(CARD)) || kept.match(SENTENCE);
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const told = answer(event.request);
  event.respondWith(told);
  if (event.request.mode === "navigate") event.waitUntil(told.then(keepCard));
});
