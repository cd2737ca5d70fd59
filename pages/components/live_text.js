// A text area that hands over what was typed while the person still types. Every text carries a
// turn; what the server sends back is taken over only when it has seen the latest turn, so that
// an answer on its way never overwrites newer words. Until then the words also lie in the tab's
// own store: a reload, or a server that is starting again, loses nothing.
const PAUSE = 700;
// A text that nobody has answered is sent again, ever more rarely: the server may be restarting.
const FIRST_RETRY = 3000;
const LAST_RETRY = 30000;
const fields = new WeakMap();

const stored = (name) => {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
};

const store = (name, value) => {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A browser without a store still sends every text to the server.
  }
};

const forget = (name) => {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // There is nothing to remove where nothing can be stored.
  }
};

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const area = parentElement.querySelector("textarea");
  const label = parentElement.querySelector("label");
  const kept = `readyroom:${data.name}`;

  const first = !fields.has(parentElement);
  if (first) {
    fields.set(parentElement, { turn: data.turn, unsent: false, waiting: 0, retry: FIRST_RETRY });
  }
  const field = fields.get(parentElement);

  const send = () => {
    clearTimeout(field.waiting);
    field.unsent = false;
    setStateValue("typed", { text: area.value, turn: field.turn });
    field.waiting = setTimeout(() => {
      field.turn += 1;
      send();
    }, field.retry);
    field.retry = Math.min(LAST_RETRY, 2 * field.retry);
  };
  const sendIfUnsent = () => {
    if (field.unsent) {
      send();
    }
  };
  const typed = () => {
    if (!field.unsent) {
      field.turn += 1;
    }
    field.unsent = true;
    store(kept, { text: area.value, over: data.value });
    clearTimeout(field.waiting);
    field.waiting = setTimeout(send, PAUSE);
  };

  label.textContent = data.label;
  area.placeholder = data.placeholder;
  area.style.height = `${data.height}px`;
  area.disabled = data.disabled;
  area.maxLength = data.longest;
  area.oninput = typed;
  area.onblur = sendIfUnsent;

  if (!field.unsent && data.turn >= field.turn) {
    field.turn = data.turn;
    field.retry = FIRST_RETRY;
    clearTimeout(field.waiting);
    if (area.value !== data.value) {
      area.value = data.value;
    }
    const left = first ? stored(kept) : null;
    if (left && left.over === data.value && left.text !== data.value) {
      area.value = left.text;
      typed();
    } else {
      forget(kept);
    }
  }

  return () => {
    sendIfUnsent();
    clearTimeout(field.waiting);
    fields.delete(parentElement);
  };
}
