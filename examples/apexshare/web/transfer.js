// Sends one file to S3, in one piece or in parts, several at a time and each tried again. It can be paused, and what
// has arrived is not sent again.

import { Rate } from "./rate.js";

const PARTS_AT_ONCE = 4;
const TRIES = 4;
const REFUSED = 403;

export class Transfer {
  #stop;
  #etags = new Map();
  #sent = new Map();
  #rate = new Rate();

  /** `onChange` is called whenever `state`, `sent` or `problem` changes. */
  constructor(api, videoId, content, onChange) {
    Object.assign(this, { api, videoId, content, onChange });
    this.size = content.size;
    this.state = "paused";
    this.problem = null;
  }

  get sent() {
    return [...this.#sent.values()].reduce((sum, count) => sum + count, 0);
  }

  get bytesPerSecond() {
    return this.#rate.perSecond;
  }

  /** Sends what is missing, as the API says. Never throws: what went wrong is in `problem`. */
  async send(plan = null) {
    const stop = new AbortController();
    this.#stop = stop;
    this.#rate = new Rate();
    this.problem = null;
    this.#become("sending");
    try {
      await this.#send(plan ?? (await this.api.upload(this.videoId)), stop.signal);
      this.#become("sent");
    } catch (error) {
      this.problem = stop.signal.aborted ? null : error.message;
      // The other parts stop as well.
      stop.abort();
      this.#become("paused");
    }
  }

  pause() {
    this.#stop?.abort();
  }

  async #send(plan, signal) {
    // It was sent from another tab.
    if (plan.state !== "UPLOADING") return;
    if (plan.url) await this.#put({ number: 1, url: plan.url, headers: plan.headers }, this.content, signal);
    else await this.#sendParts(plan, signal);
    const parts = [...this.#etags].sort(([one], [other]) => one - other).map(([number, etag]) => ({ number, etag }));
    await this.api.completeUpload(this.videoId, parts);
  }

  async #sendParts(plan, signal) {
    const count = Math.ceil(this.size / plan.part_size);
    for (;;) {
      for (const { number, etag, size } of plan.parts_done) this.#arrived(number, etag, size);
      const before = this.#etags.size;
      await this.#sendRound(plan, signal);
      if (this.#etags.size === count) return;
      if (this.#etags.size === before) throw new Error("S3 takes no more parts of this file.");
      plan = await this.api.upload(this.videoId);
    }
  }

  /** Sends the parts of a plan, for as long as S3 takes them: their addresses expire while a large file is sent. */
  async #sendRound(plan, signal) {
    const waiting = plan.parts.filter(({ number }) => !this.#etags.has(number));
    const worker = async () => {
      for (let part = waiting.shift(); part; part = waiting.shift()) {
        const piece = this.content.slice((part.number - 1) * plan.part_size, part.number * plan.part_size);
        try {
          this.#arrived(part.number, await this.#put(part, piece, signal), piece.size);
        } catch (error) {
          if (error.status !== REFUSED) throw error;
          waiting.length = 0;
        }
      }
    };
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, worker));
  }

  async #put(part, piece, signal) {
    for (let tried = 1; ; tried += 1) {
      try {
        return await put(part, piece, signal, (loaded) => this.#progress(part.number, loaded));
      } catch (error) {
        this.#progress(part.number, 0);
        if (tried === TRIES || !error.isPassing || signal.aborted) throw error;
        await pause(500 * 2 ** tried, signal);
      }
    }
  }

  #arrived(number, etag, size) {
    this.#etags.set(number, etag);
    this.#progress(number, size);
  }

  #progress(number, count) {
    this.#sent.set(number, count);
    this.#rate.note(this.sent);
    this.onChange(this);
  }

  #become(state) {
    this.state = state;
    this.onChange(this);
  }
}

/** Returns what S3 calls the piece. XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
function put({ url, headers = {} }, piece, signal, onProgress) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const fail = (message, more) => reject(Object.assign(new Error(message), more));
    const stop = () => request.abort();
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, piece.size));
    request.onload = () => {
      const { status } = request;
      if (status < 300) resolve(request.getResponseHeader("ETag"));
      else fail(`S3 answered ${status}.`, { status, isPassing: status >= 500 || status === 429 });
    };
    request.onerror = () => fail("The connection broke.", { isPassing: true });
    request.onabort = () => fail("Paused.", {});
    request.onloadend = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    request.send(piece);
  });
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
