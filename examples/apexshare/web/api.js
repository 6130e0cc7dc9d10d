// The API: one method for each of its operations.

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.message ?? `The API answered ${status}.`);
    this.status = status;
  }
}

export class Api {
  /** `session` may be missing: a link is opened by anybody. */
  constructor(config, session = null) {
    this.root = config.api;
    this.key = config.pageKey;
    this.session = session;
  }

  beginUpload(video) {
    return this.#ask("POST", "/uploads", video);
  }
  upload(videoId) {
    return this.#ask("GET", `/uploads/${videoId}`);
  }
  completeUpload(videoId, parts) {
    return this.#ask("POST", `/uploads/${videoId}/complete`, { parts });
  }
  abortUpload(videoId) {
    return this.#ask("DELETE", `/uploads/${videoId}`);
  }

  videos(cursor) {
    return this.#ask("GET", cursor ? `/videos?${new URLSearchParams({ cursor })}` : "/videos");
  }
  video(videoId) {
    return this.#ask("GET", `/videos/${videoId}`);
  }
  remove(videoId) {
    return this.#ask("DELETE", `/videos/${videoId}`);
  }
  sendLink(videoId) {
    return this.#ask("POST", `/videos/${videoId}/link`);
  }
  revokeLink(videoId) {
    return this.#ask("DELETE", `/videos/${videoId}/link`);
  }

  // In the body, because addresses stand in logs.
  link(token) {
    return this.#ask("POST", "/links/open", { token });
  }
  download(token) {
    return this.#ask("POST", "/links/download", { token });
  }

  async #ask(method, path, body) {
    const headers = { "x-api-key": this.key, ...(body && { "content-type": "application/json" }) };
    if (this.session) headers.authorization = `Bearer ${await this.session.idToken()}`;
    const answer = await fetch(this.root + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    const said = text && answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : {};
    if (answer.status === 401) await this.session?.end();
    if (!answer.ok) throw new Problem(answer.status, said);
    return said;
  }
}
