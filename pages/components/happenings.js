// Listens for the server's word that something happened, and reruns the part of the screen that
// it stands in. The facts of an ask come with the word and are shown at once; the card with its
// buttons follows. While the line is lost the screen looks by itself from time to time. Whenever a
// line is opened it names the newest event that the screen shows: nothing is missed in between.
// On screens about something else it shows what waits for the viewer, as the server says it whole
// at each change, and reruns nothing; and who wants to be taken over from, unless a card of the
// screen shows it already.
const FIRST_PAUSE = 500;
const LAST_PAUSE = 10000;
// Screens to which nothing was offered draw their cards one after another, not all at once.
const SPREAD = 1000;
const WISH = "readyroom-tell-me";
const OFF = "Tell me with a sound";
const ON = "Sound and notifications are on";
// Asks that this tab has told of, and those that its reader put off.
const HEARD = "readyroom-heard";
const PUT_OFF = "readyroom-put-off";
// As long as a request to take over stands.
const STANDS = 30 * 60000;
const lines = new WeakMap();

const wished = () => window.localStorage.getItem(WISH) === "yes";

const kept = (name) => new Set(JSON.parse(window.sessionStorage.getItem(name) || "[]"));

const keep = (name, values) => {
  window.sessionStorage.setItem(name, JSON.stringify([...values].slice(-200)));
};

const beep = (line) => {
  // A screen that was opened from Now may sound with the leave that was given there.
  line.audio ??= window.readyroomAudio;
  if (!line.audio) {
    return;
  }
  const start = line.audio.currentTime;
  [880, 1175].forEach((pitch, turn) => {
    const tone = line.audio.createOscillator();
    const loudness = line.audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.2, start + 0.18 * turn);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.18 * turn + 0.16);
    tone.connect(loudness).connect(line.audio.destination);
    tone.start(start + 0.18 * turn);
    tone.stop(start + 0.18 * turn + 0.17);
  });
};

const notify = (ask) => {
  if (!("Notification" in window) || Notification.permission !== "granted") {
    return;
  }
  try {
    new Notification(ask.title, { body: `${ask.asks}. ${ask.who}`, tag: `ask-${ask.event}` });
  } catch {
    // Browsers on phones show none from a page; the sound and the screen remain.
  }
};

const showWish = (line) => {
  const isOn = wished() && Boolean(line.audio);
  line.wish.setAttribute("aria-pressed", String(isOn));
  line.wish.textContent = isOn ? ON : OFF;
};

const wish = async (line) => {
  if (wished() && line.audio) {
    window.localStorage.setItem(WISH, "no");
    line.audio.close();
    line.audio = null;
    window.readyroomAudio = null;
  } else {
    window.localStorage.setItem(WISH, "yes");
    line.audio = new AudioContext();
    window.readyroomAudio = line.audio;
    beep(line);
    if ("Notification" in window && Notification.permission === "default") {
      await Notification.requestPermission();
    }
  }
  showWish(line);
};

const show = (line, ask) => {
  const strip = document.createElement("li");
  const title = document.createElement("strong");
  strip.dataset.event = ask.event;
  title.textContent = ask.title;
  strip.append(title, `${ask.asks}. ${ask.who}`);
  line.asks.append(strip);
  if (wished()) {
    beep(line);
    notify(ask);
  }
};

const waited = (since) => {
  const minutes = Math.floor((Date.now() - Date.parse(since)) / 60000);
  return minutes < 1 ? "just now" : `for ${minutes} min`;
};

const showWaiting = (line) => {
  const putOff = kept(PUT_OFF);
  const asks = line.told.waiting.filter((ask) => !putOff.has(ask.id));
  line.strip.hidden = asks.length === 0;
  if (asks.length === 0) {
    return;
  }
  const [first] = asks;
  const others = asks.length - 1 + line.told.more;
  const title = document.createElement("strong");
  title.textContent = first.title;
  const more = others ? ` ${others} more ${others === 1 ? "waits" : "wait"}.` : "";
  const rest = `${first.asks}. ${first.who}, ${waited(first.since)}.${more}`;
  line.strip.querySelector(".who").replaceChildren(title, rest);
};

const isDrawn = (id) => document.querySelector(`.st-key-swap-${id}`) !== null;

const swapsToShow = (line) => {
  const putOff = kept(PUT_OFF);
  const asked = (swap) => Date.now() - Date.parse(swap.since);
  return (line.told?.swaps ?? []).filter(
    (swap) => asked(swap) < STANDS && !putOff.has(`swap-${swap.id}`) && !isDrawn(swap.id),
  );
};

const showSwaps = (line) => {
  const [first, ...others] = swapsToShow(line);
  line.swap.hidden = first === undefined;
  const words = first && `${first.where}, ${waited(first.since)}.`;
  const more = others.length ? ` ${others.length} more.` : "";
  // Said once: the same words again would be read aloud again.
  if (!first || line.swapShown === `${first.id} ${words}${more}`) {
    return;
  }
  line.swapShown = `${first.id} ${words}${more}`;
  line.swapId = first.id;
  const title = document.createElement("strong");
  title.textContent = `${first.who}: take over from me`;
  line.swap.querySelector(".who").replaceChildren(title, `${words}${more}`);
};

const hearWaiting = (line, word) => {
  line.told = word;
  const heard = kept(HEARD);
  const news = word.waiting.filter((ask) => !heard.has(ask.id));
  keep(HEARD, [...heard, ...news.map((ask) => ask.id)]);
  if (news.length && wished()) {
    beep(line);
    notify({ ...news[0], event: news[0].id });
  }
  showWaiting(line);
  showSwaps(line);
};

const putOff = (line) => {
  keep(PUT_OFF, [...kept(PUT_OFF), ...line.told.waiting.map((ask) => ask.id)]);
  showWaiting(line);
};

const putOffSwap = (line) => {
  keep(PUT_OFF, [...kept(PUT_OFF), `swap-${line.swapId}`]);
  showSwaps(line);
};

const hear = (line, word) => {
  if (line.data.shows_waiting) {
    hearWaiting(line, word);
    return;
  }
  if (word.ask && line.data.shows_asks) {
    show(line, { ...word.ask, event: word.event });
  }
  const pause = word.is_mine || !line.data.shows_asks ? 0 : Math.random() * SPREAD;
  setTimeout(() => line.tell(String(word.event)), pause);
};

const open = (line) => {
  const url = new URL(line.data.address, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (line.data.shows_waiting) {
    url.searchParams.set("waiting", line.data.only_swaps ? "swaps" : "1");
  } else {
    url.searchParams.set("seen", line.data.seen);
  }
  line.socket = new WebSocket(url);
  line.socket.onopen = () => {
    line.pause = FIRST_PAUSE;
    line.lost.hidden = true;
    clearInterval(line.looking);
    line.looking = null;
  };
  line.socket.onmessage = (message) => hear(line, JSON.parse(message.data));
  line.socket.onclose = () => {
    if (line.data.shows_asks) {
      line.lost.textContent = line.data.lost;
      line.lost.hidden = false;
    }
    if (!line.data.shows_waiting) {
      line.looking ??= setInterval(() => line.tell("look"), 1000 * line.data.seconds);
    }
    line.waiting = setTimeout(() => open(line), line.pause);
    line.pause = Math.min(LAST_PAUSE, 2 * line.pause);
  };
};

const begin = (parentElement, data) => {
  const find = (name) => parentElement.querySelector(name);
  const line = { pause: FIRST_PAUSE, audio: null, data };
  line.wish = find(".wish");
  line.lost = find(".lost");
  line.asks = find(".asks");
  line.strip = find(".waiting");
  line.swap = find(".swap");
  find(".waiting .go").onclick = () => line.go();
  find(".later").onclick = () => putOff(line);
  find(".take").onclick = () => line.take(String(line.swapId));
  find(".not-now").onclick = () => putOffSwap(line);
  line.wish.hidden = !data.shows_asks;
  line.wish.onclick = () => wish(line);
  showWish(line);
  return line;
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const isNew = !lines.has(parentElement);
  const line = isNew ? begin(parentElement, data) : lines.get(parentElement);
  line.data = data;
  line.tell = (event) => setTriggerValue("happened", event);
  line.go = () => setTriggerValue("go", true);
  line.take = (id) => setTriggerValue("take", id);
  // What the cards show now needs no strip any more.
  for (const strip of line.asks.querySelectorAll("li")) {
    if (Number(strip.dataset.event) <= data.seen) {
      strip.remove();
    }
  }
  if (isNew) {
    lines.set(parentElement, line);
    if (data.shows_waiting) {
      line.ticking = setInterval(() => line.told && showWaiting(line), 15000);
      // A card of the screen may show the same at any run of it.
      line.comparing = setInterval(() => showSwaps(line), 1000);
    }
    open(line);
  }
  return () => {
    clearTimeout(line.waiting);
    clearInterval(line.looking);
    clearInterval(line.ticking);
    clearInterval(line.comparing);
    lines.delete(parentElement);
    line.socket.onclose = null;
    line.socket.close();
  };
}
