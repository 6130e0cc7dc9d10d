// The API: one method for each operation of the contract.

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.message ?? `The API answered ${status}.`);
    this.status = status;
  }
}

export class Vault {
  /** `session` may be missing: a shared link is opened by anybody. */
  constructor(config, session = null) {
    this.root = config.api;
    this.session = session;
  }

  beginUpload(file) {
    return this.#ask("POST", "/files", { body: file });
  }
  signParts(fileId, numbers) {
    return this.#ask("POST", `/files/${fileId}/parts`, { body: { part_numbers: numbers } });
  }
  completeUpload(fileId, parts) {
    return this.#ask("POST", `/files/${fileId}/complete`, { body: { parts } });
  }
  abortUpload(fileId) {
    return this.#ask("POST", `/files/${fileId}/abort`);
  }
  files(query) {
    return this.#ask("GET", "/files", { query });
  }
  file(fileId) {
    return this.#ask("GET", `/files/${fileId}`);
  }
  changeFile(fileId, change) {
    return this.#ask("PATCH", `/files/${fileId}`, { body: change });
  }
  download(fileId) {
    return this.#ask("GET", `/files/${fileId}/download`);
  }
  thumbnail(fileId) {
    return this.#ask("GET", `/files/${fileId}/thumbnail`);
  }
  trash(fileId) {
    return this.#ask("DELETE", `/files/${fileId}`);
  }
  restore(fileId) {
    return this.#ask("POST", `/files/${fileId}/restore`);
  }

  /** All folders in a folder. */
  async folders(folderId) {
    const found = [];
    let cursor = null;
    do {
      const page = await this.#ask("GET", "/folders", { query: { parent_id: folderId, limit: 100, cursor } });
      found.push(...page.folders);
      cursor = page.cursor;
    } while (cursor);
    return found;
  }
  folder(folderId) {
    return this.#ask("GET", `/folders/${folderId}`);
  }
  createFolder(folder) {
    return this.#ask("POST", "/folders", { body: folder });
  }
  changeFolder(folderId, change) {
    return this.#ask("PATCH", `/folders/${folderId}`, { body: change });
  }
  deleteFolder(folderId) {
    return this.#ask("DELETE", `/folders/${folderId}`);
  }

  createShare(share) {
    return this.#ask("POST", "/shares", { body: share });
  }
  shares() {
    return this.#ask("GET", "/shares");
  }
  revokeShare(shareId) {
    return this.#ask("DELETE", `/shares/${shareId}`);
  }
  openShare(link) {
    return this.#ask("POST", "/shares/open", { body: link });
  }

  usage() {
    return this.#ask("GET", "/analytics/usage");
  }

  notifications() {
    return this.#ask("GET", "/notifications");
  }
  readNotification(notificationId) {
    return this.#ask("POST", `/notifications/${notificationId}/read`);
  }

  async #ask(method, path, { body, query } = {}) {
    const given = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined);
    const asked = given.length ? `?${new URLSearchParams(given)}` : "";
    const headers = body ? { "content-type": "application/json" } : {};
    if (this.session) headers.authorization = `Bearer ${await this.session.idToken()}`;
    const answer = await fetch(`${this.root}/api${path}${asked}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
    // API Gateway calls an answer JSON even if there is nothing in it.
    const text = await answer.text();
    const said = text && answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : {};
    if (!answer.ok) throw new Problem(answer.status, said);
    return said;
  }
}
