// Listens for the server's word that something happened, and reruns the part of the screen that
// it stands in when the word says so. The facts of an ask come with the word and are shown at once,
// with a button to come; the card with the rest follows. While the line is lost the screen looks by
// itself from time to time. Whenever a line is opened it names the newest event that the screen
// shows: nothing is missed in between. On screens about something else it shows what waits for the
// viewer, as the server says it whole at each change, and reruns nothing; and who wants to be taken
// over from, unless a card of the screen shows it already.
const FIRST_PAUSE = 500;
const LAST_PAUSE = 10000;
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
    new Notification(ask.title, { body: `${ask.asks}. ${ask.who}`, tag: `ask-${ask.id}` });
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

// Draw the part anew in so many milliseconds; several words in that time are one drawing.
const drawIn = (line, milliseconds) => {
  const due = performance.now() + milliseconds;
  if (line.drawing && line.due <= due) {
    return;
  }
  clearTimeout(line.drawing);
  line.due = due;
  line.drawing = setTimeout(() => {
    line.drawing = null;
    line.tell(String(line.newest));
  }, milliseconds);
};

// What came of it stands where the button stood, and is what a reader of the screen hears next.
const say = (button, said, sentence, isOver) => {
  const hadFocus = button.getRootNode().activeElement === button;
  said.textContent = sentence;
  button.hidden = isOver;
  if (isOver && hadFocus) {
    said.focus();
  }
};

// Take the ask, by a request of its own: it needs no drawing. True when it is with this manager.
const take = async (line, id, button, said) => {
  if (button.getAttribute("aria-disabled") === "true") {
    return false;
  }
  button.setAttribute("aria-disabled", "true");
  try {
    const body = new URLSearchParams({ escalation: id });
    const answer = await fetch(line.data.take, { method: "POST", body });
    const { said: sentence } = await answer.json();
    say(button, said, sentence, answer.ok || answer.status === 409);
    return answer.ok;
  } catch {
    say(button, said, line.data.unsent, false);
    return false;
  } finally {
    button.removeAttribute("aria-disabled");
  }
};

// The cards below show it by now, or it is gone: but nothing moves away under a finger.
const sweep = (line, strip) => {
  const isOver = strip.querySelector("button").hidden;
  const isHeld = !isOver && strip.matches(":hover, :focus-within");
  if (Number(strip.dataset.event) <= line.data.seen && !isHeld) {
    strip.remove();
  }
};

const show = (line, ask, event) => {
  const known = line.asks.querySelector(`[data-ask="${ask.id}"]`);
  const strip = line.strips.content.firstElementChild.cloneNode(true);
  const [button, said] = [strip.querySelector("button"), strip.querySelector(".said")];
  strip.dataset.event = event;
  strip.dataset.ask = ask.id;
  strip.querySelector("strong").textContent = ask.title;
  strip.querySelector(".facts").textContent = `${ask.asks}. ${ask.who}`;
  button.setAttribute("aria-label", `I come: ${ask.title}`);
  button.onclick = async () => {
    if (await take(line, ask.id, button, said)) {
      drawIn(line, 0);
    }
  };
  strip.onpointerleave = () => sweep(line, strip);
  strip.onfocusout = () => setTimeout(() => sweep(line, strip), 0);
  if (known) {
    known.replaceWith(strip);
  } else {
    line.asks.append(strip);
  }
  if (wished()) {
    beep(line);
    notify(ask);
  }
};

const showGone = (line, gone) => {
  const strip = line.asks.querySelector(`[data-ask="${gone.id}"]`);
  if (strip) {
    say(strip.querySelector("button"), strip.querySelector(".said"), gone.said, true);
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
  // What was said of one ask is not said of the next.
  if (line.first !== first.id) {
    line.first = first.id;
    line.come.hidden = false;
    line.strip.querySelector(".said").textContent = "";
  }
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
    notify(news[0]);
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
  line.newest = word.event;
  if (line.data.shows_asks) {
    word.asks.forEach((ask) => show(line, ask, word.event));
    word.gone.forEach((gone) => showGone(line, gone));
  }
  drawIn(line, word.after);
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
  line.strips = find("template");
  line.strip = find(".waiting");
  line.come = find(".come");
  line.come.onclick = async () => {
    const said = line.strip.querySelector(".said");
    if (await take(line, line.first, line.come, said)) {
      line.go();
    }
  };
  find(".open").onclick = () => line.go();
  line.swap = find(".swap");
  find(".later").onclick = () => putOff(line);
  find(".take").onclick = () => line.takeOver(String(line.swapId));
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
  line.takeOver = (id) => setTriggerValue("take", id);
  line.asks.querySelectorAll("li").forEach((strip) => sweep(line, strip));
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
    clearTimeout(line.drawing);
    clearInterval(line.looking);
    clearInterval(line.ticking);
    clearInterval(line.comparing);
    lines.delete(parentElement);
    line.socket.onclose = null;
    line.socket.close();
  };
}
