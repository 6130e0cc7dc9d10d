// Sends files to S3: small ones in one piece, large ones in parts, several at a time, each tried again.

const PARTS_AT_ONCE = 4;
const SIGNED_AT_ONCE = 16;
const TRIES = 4;
const ALREADY_THERE = 412;

export class Transfer {
  #stop = new AbortController();
  #sent = new Map();

  /** `onChange` is called whenever `state`, `sent` or `problem` changes. */
  constructor(vault, content, { name, folderId, onChange }) {
    Object.assign(this, { vault, content, name, folderId, onChange });
    this.size = content.size;
    this.state = "waiting";
  }

  get sent() {
    return [...this.#sent.values()].reduce((sum, count) => sum + count, 0);
  }

  get isOver() {
    return ["done", "failed", "cancelled"].includes(this.state);
  }

  cancel() {
    this.#stop.abort();
  }

  /** Never throws: what went wrong is in `problem`. */
  async run() {
    try {
      await this.#run();
      this.#become("done");
    } catch (error) {
      this.problem = this.#stop.signal.aborted ? "Cancelled" : error.message;
      this.#become(this.#stop.signal.aborted ? "cancelled" : "failed");
      // Gives its name back at once; if even that fails, the clean-up does it in a day.
      if (this.fileId) await this.vault.abortUpload(this.fileId).catch(() => {});
    }
  }

  async #run() {
    this.#stop.signal.throwIfAborted();
    this.#become("sending");
    const begun = await this.vault.beginUpload({
      name: this.name,
      folder_id: this.folderId,
      size: this.size,
      content_type: contentType(this.content),
    });
    this.fileId = begun.file.file_id;
    if (begun.put) await this.#send(0, begun.put.url, this.content, begun.put.headers);
    else await this.vault.completeUpload(this.fileId, await this.#sendParts(begun.multipart));
    this.#become("reading");
    await this.#settle();
  }

  async #sendParts({ part_size: size, part_count: count }) {
    const parts = [];
    for (let first = 1; first <= count; first += SIGNED_AT_ONCE) {
      const numbers = Array.from({ length: Math.min(SIGNED_AT_ONCE, count - first + 1) }, (_, at) => first + at);
      const { urls } = await this.vault.signParts(this.fileId, numbers);
      const worker = async () => {
        for (let number = numbers.shift(); number; number = numbers.shift()) {
          const piece = this.content.slice((number - 1) * size, number * size);
          parts.push({ part_number: number, etag: await this.#send(number, urls[number], piece, {}) });
        }
      };
      await Promise.all(Array.from({ length: PARTS_AT_ONCE }, worker));
    }
    return parts;
  }

  async #send(number, url, piece, headers) {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#put(number, url, piece, headers, tried);
      } catch (error) {
        this.#sent.set(number, 0);
        if (tried === TRIES || !error.isPassing || this.#stop.signal.aborted) throw error;
        await pause(500 * 2 ** tried, this.#stop.signal);
      }
    }
  }

  // XMLHttpRequest, because fetch does not tell how much of a body has been sent.
  #put(number, url, piece, headers, tried) {
    return new Promise((resolve, reject) => {
      this.#stop.signal.throwIfAborted();
      const request = new XMLHttpRequest();
      const fail = (message, isPassing) => reject(Object.assign(new Error(message), { isPassing }));
      const stop = () => request.abort();
      request.open("PUT", url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded }) => {
        this.#sent.set(number, loaded);
        this.onChange(this);
      };
      request.onload = () => {
        // An answer that was lost on its way: the first try did arrive.
        const arrived = request.status === ALREADY_THERE && tried > 1;
        if (request.status < 300 || arrived) {
          this.#sent.set(number, piece.size);
          this.onChange(this);
          resolve(request.getResponseHeader("ETag"));
        } else fail(`S3 answered ${request.status}.`, request.status >= 500 || request.status === 429);
      };
      request.onerror = () => fail("The connection broke.", true);
      request.onabort = () => fail("Cancelled.", false);
      request.onloadend = () => this.#stop.signal.removeEventListener("abort", stop);
      this.#stop.signal.addEventListener("abort", stop);
      request.send(piece);
    });
  }

  /** Waits until the processor has read the file. */
  async #settle() {
    for (let wait = 250; ; wait = Math.min(2 * wait, 4_000)) {
      const file = await this.vault.file(this.fileId);
      if (file.state === "rejected") throw new Error(file.reason ?? "The file was rejected.");
      if (file.state !== "uploading") return;
      await pause(wait, this.#stop.signal);
    }
  }

  #become(state) {
    this.state = state;
    this.onChange(this);
  }
}

function contentType(content) {
  const said = content.type.split(";")[0];
  return /^[\w.+-]+\/[\w.+-]+$/.test(said) ? said : "application/octet-stream";
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
