// A quiet minute that counts down in the browser and asks nothing of the server.
const running = new WeakMap();

const twoDigits = (number) => String(number).padStart(2, "0");

const left = (state) => Math.max(0, Math.ceil((state.until - performance.now()) / 1000));

const show = (state) => {
  const seconds = left(state);
  const breath = state.data.breathe_in + state.data.breathe_out;
  const gone = (state.whole - seconds) % breath;
  const isIn = gone < state.data.breathe_in;
  const share = isIn ? (gone + 1) / state.data.breathe_in : (breath - gone - 1) / state.data.breathe_out;
  state.digits.textContent = `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
  state.word.textContent = isIn ? "Breathe in" : "Breathe out";
  state.ring.style.transform = `scale(${(0.7 + 0.5 * share).toFixed(2)})`;
  if (seconds === 0) {
    stop(state);
    state.over.textContent = state.data.over;
  }
};

const stop = (state) => {
  clearInterval(state.ticking);
  state.ticking = null;
  state.pause.hidden = true;
  for (const button of state.buttons) {
    button.setAttribute("aria-pressed", "false");
  }
};

const start = (state, button, minutes) => {
  const again = button.getAttribute("aria-pressed") === "true";
  stop(state);
  state.over.textContent = "";
  if (again) {
    return;
  }
  button.setAttribute("aria-pressed", "true");
  state.whole = 60 * minutes;
  state.until = performance.now() + 1000 * state.whole;
  state.pause.hidden = false;
  show(state);
  state.ticking = setInterval(() => show(state), 1000);
};

const begin = (parentElement, data) => {
  const find = (name) => parentElement.querySelector(name);
  const state = { data, digits: find(".digits"), word: find(".word"), ring: find(".ring") };
  state.pause = find(".pause");
  state.over = find(".over");
  state.buttons = data.minutes.map((minutes) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = minutes === 1 ? "One quiet minute" : `${minutes} minutes`;
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => start(state, button, minutes);
    return button;
  });
  find(".choices").replaceChildren(...state.buttons);
  return state;
};

export default function (component) {
  const { data, parentElement } = component;
  if (!running.has(parentElement)) {
    running.set(parentElement, begin(parentElement, data));
  }
  return () => {
    clearInterval(running.get(parentElement)?.ticking);
    running.delete(parentElement);
  };
}
