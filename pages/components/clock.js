// A clock that counts up in the browser. The page sends two moments by the server's clock, the
// start and the moment of sending, so a browser whose own clock is wrong still counts right.
const running = new WeakMap();

const twoDigits = (number) => String(number).padStart(2, "0");

const inWords = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  const rest = `${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
  return minutes < 60 ? rest.replace(/^0/, "") : `${Math.floor(minutes / 60)}:${rest}`;
};

export default function (component) {
  const { data, parentElement } = component;
  const clock = parentElement.querySelector(".clock");
  const digits = parentElement.querySelector(".digits");
  const label = parentElement.querySelector(".label");
  const bar = parentElement.querySelector(".bar");
  const fill = parentElement.querySelector(".fill");

  let state = running.get(parentElement);
  if (!state) {
    state = {};
    running.set(parentElement, state);
  }
  if (state.sent !== data.sent || state.since !== data.since) {
    state.sent = data.sent;
    state.since = data.since;
    state.started = performance.now() - (data.sent - data.since);
  }

  const show = () => {
    const elapsed = Math.max(0, performance.now() - state.started);
    const late = data.limit !== null && elapsed > data.limit;
    digits.textContent = inWords(Math.floor(elapsed / 1000));
    label.textContent = late ? data.late_label : data.label;
    clock.classList.toggle("late", late);
    clock.classList.toggle("long", elapsed >= 3600000);
    clock.setAttribute("aria-label", `${digits.textContent}, ${label.textContent}`);
    bar.hidden = !data.bar;
    if (data.bar) {
      fill.style.width = `${Math.min(100, (100 * elapsed) / data.limit)}%`;
    }
  };
  clearInterval(state.ticking);
  state.ticking = setInterval(show, 1000);
  show();

  return () => {
    clearInterval(state.ticking);
    running.delete(parentElement);
  };
}
