// Listens for the server's word that something happened, and reruns the part of the screen that
// it stands in. A lost line is taken up again, and then the screen looks once: it may have missed
// something meanwhile.
const FIRST_PAUSE = 500;
const LAST_PAUSE = 10000;
const lines = new WeakMap();

const open = (line, address) => {
  const url = new URL(address, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  line.socket = new WebSocket(url);
  line.socket.onopen = () => {
    line.pause = FIRST_PAUSE;
    if (line.wasLost) {
      line.tell("again");
    }
  };
  line.socket.onmessage = (message) => line.tell(message.data);
  line.socket.onclose = () => {
    line.wasLost = true;
    line.waiting = setTimeout(() => open(line, address), line.pause);
    line.pause = Math.min(LAST_PAUSE, 2 * line.pause);
  };
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const line = lines.get(parentElement) || { pause: FIRST_PAUSE, wasLost: false };
  line.tell = (event) => setTriggerValue("happened", event);
  if (!lines.has(parentElement)) {
    lines.set(parentElement, line);
    open(line, data.address);
  }
  return () => {
    clearTimeout(line.waiting);
    lines.delete(parentElement);
    line.socket.onclose = null;
    line.socket.close();
  };
}
