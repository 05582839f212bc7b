// What the page says to the server and hears from it.

const RETRY_MS = 2000;

/** Follows conversations. Reconnects by itself, from the last event seen; `after` keeps the place of each number. */
export class Stream {
  constructor({ line, numbers, ready, connected }) {
    this.heard = { line, numbers, ready, connected };
    this.places = new Map();
  }

  follow(numbers) {
    this.close();
    this.numbers = numbers;
    const query = new URLSearchParams({ after: this.after() });
    for (const number of numbers) query.append("number", number);
    this.source = new EventSource(`/simulator/events?${query}`);
    this.source.onopen = () => this.heard.connected(true);
    this.source.onerror = () => this.lost();
    for (const name of ["line", "numbers", "ready"]) {
      this.source.addEventListener(name, (event) => this.take(name, event));
    }
  }

  take(name, event) {
    for (const part of event.lastEventId.split(" ")) {
      const [number, end] = part.split("=");
      if (end) this.places.set(number, end);
    }
    this.heard[name](JSON.parse(event.data));
  }

  after() {
    return this.numbers.filter((one) => this.places.has(one)).map((one) => `${one}=${this.places.get(one)}`).join(" ");
  }

  forget(number) {
    this.places.delete(number);
  }

  /** Browsers try again by themselves, except after an answer that is no stream: then we do. */
  lost() {
    this.heard.connected(false);
    if (this.source.readyState === EventSource.CLOSED) {
      clearTimeout(this.again);
      this.again = setTimeout(() => this.follow(this.numbers), RETRY_MS);
    }
  }

  close() {
    clearTimeout(this.again);
    this.source?.close();
  }
}

/** Posts one act of sending. Resolves when it is accepted; rejects with a code of what went wrong. */
export function post(form, progress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/simulator/messages");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => (request.status === 200 ? resolve() : reject(codeOf(request.status)));
    request.onerror = () => reject("error_failed");
    request.ontimeout = request.onerror;
    request.send(form);
  });
}

function codeOf(status) {
  if (status === 413) return "error_too_large";
  return status >= 500 ? "error_busy" : "error_failed";
}

/** Tells that messages reached the phone, or were read on it. False when it should be said again later. */
export async function report(number, ids, status) {
  try {
    const headers = { "content-type": "application/json" };
    const answer = await fetch("/simulator/reports", { method: "POST", headers, body: JSON.stringify({ number, ids, status }) });
    return answer.ok;
  } catch {
    return false;
  }
}

export async function freshNumbers() {
  const answer = await fetch("/simulator/fresh");
  if (!answer.ok) throw new Error(`fresh numbers: ${answer.status}`);
  return answer.json();
}
