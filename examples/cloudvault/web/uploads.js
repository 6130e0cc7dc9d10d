// What is being uploaded, in a corner of the page, whatever else the page shows.

import { button, bytes, element, icon } from "./dom.js";
import { Transfer } from "./transfers.js";

const FILES_AT_ONCE = 2;

export class Uploads {
  #waiting = [];
  #running = 0;
  #shown = new Map();

  /** `onDone` is called when a file has arrived. */
  constructor(place, vault, onDone) {
    Object.assign(this, { place, vault, onDone });
  }

  add(contents, folderId) {
    for (const content of contents) {
      const transfer = new Transfer(this.vault, content, {
        name: content.name,
        folderId,
        onChange: (changed) => this.#draw(changed),
      });
      this.#waiting.push(transfer);
      this.#draw(transfer);
    }
    this.#pump();
  }

  async #pump() {
    while (this.#running < FILES_AT_ONCE && this.#waiting.length) {
      const transfer = this.#waiting.shift();
      this.#running += 1;
      transfer.run().then(() => {
        this.#running -= 1;
        this.onDone(transfer);
        this.#pump();
      });
    }
  }

  #draw(transfer) {
    const row = this.#shown.get(transfer) ?? this.#row(transfer);
    row.dataset.state = transfer.state;
    row.bar.max = Math.max(1, transfer.size);
    row.bar.value = transfer.state === "done" ? row.bar.max : transfer.sent;
    row.text.textContent = this.#words(transfer);
  }

  #row(transfer) {
    const bar = element("progress", { max: 1, value: 0, "aria-label": `Upload of ${transfer.name}` });
    const text = element("span", { class: "hint" });
    const close = button(icon("close"), () => {
      if (!transfer.isOver) return transfer.cancel();
      row.remove();
      this.#shown.delete(transfer);
      this.#toggle();
    }, { kind: "icon-only", label: `Cancel or close ${transfer.name}` });
    const row = element("li", { class: "upload" }, element("span", { class: "name" }, transfer.name), close, bar, text);
    Object.assign(row, { bar, text });
    this.#shown.set(transfer, row);
    this.#toggle();
    this.list.append(row);
    return row;
  }

  #words(transfer) {
    switch (transfer.state) {
      case "waiting":
        return "Waiting";
      case "sending":
        return `${bytes(transfer.sent)} of ${bytes(transfer.size)}`;
      case "reading":
        return "Being checked";
      case "done":
        return `Done, ${bytes(transfer.size)}`;
      default:
        return transfer.problem;
    }
  }

  #toggle() {
    if (!this.#shown.size) return this.place.replaceChildren();
    if (this.place.childElementCount) return;
    this.list = element("ul", {});
    this.place.replaceChildren(element("section", { "aria-label": "Uploads" }, element("h2", {}, "Uploads"), this.list));
  }
}
