// One video in the list.

import { announce, attempt, button, element } from "./dom.js";
import { bytes, count, day, moment, remaining } from "./words.js";

const MAIL = {
  NONE: "E-mail being sent",
  SENT: "E-mail sent",
  DELIVERED: "E-mail delivered",
  BOUNCED: "E-mail came back",
  COMPLAINED: "Reported as spam",
  SUPPRESSED: "Address takes no e-mail",
};
const TROUBLE = new Set(["BOUNCED", "COMPLAINED", "SUPPRESSED"]);
const TOLD_EVERY = 0.25;

export class Row {
  #drawn = "";
  #told = 0;

  /** `actions` are what its buttons do. */
  constructor(video, actions) {
    Object.assign(this, { video, actions });
    const id = `video-${video.video_id}`;
    this.sign = element("span", { class: "sign" });
    this.facts = element("p", { class: "hint facts" });
    this.bar = element("progress", { "aria-labelledby": id, max: video.size, value: 0 });
    this.words = element("p", { class: "hint figures" });
    this.upload = element("div", { class: "upload", hidden: true }, this.bar, this.words);
    this.buttons = element("div", { class: "buttons" });
    this.last = element("ul", { class: "last" });
    this.downloads = element(
      "details",
      { hidden: true, ontoggle: attempt(() => this.#showDownloads()) },
      element("summary", {}, "Last downloads"),
      this.last,
    );
    this.element = element(
      "li",
      { class: "video", "aria-labelledby": id },
      element("h3", { id }, video.title),
      this.sign,
      element("p", { class: "student" }, "For ", video.student_email),
      this.facts,
      this.upload,
      this.downloads,
      this.buttons,
    );
  }

  /** Shows what has become of the video; where nothing has, nothing moves. */
  update(video, transfer) {
    this.video = video;
    this.facts.textContent = facts(video).join(" · ");
    this.downloads.hidden = !video.downloads;
    if (this.downloads.open) attempt(() => this.#showDownloads())();
    this.draw(transfer);
  }

  /** Shows how far its upload is, if it is being sent here. */
  draw(transfer) {
    const { state } = this.video;
    const [text, kind] = sign(this.video, transfer);
    this.sign.textContent = text;
    this.sign.dataset.kind = kind;
    this.upload.hidden = state !== "UPLOADING";
    if (transfer) {
      this.bar.value = transfer.sent;
      this.words.textContent = figures(transfer);
      this.#tell(transfer);
    } else this.words.textContent = `Choose ${this.video.file_name} again to go on.`;
    this.#drawButtons(transfer);
  }

  #drawButtons(transfer) {
    const wanted = this.#wanted(transfer);
    const names = Object.keys(wanted).join();
    if (names === this.#drawn) return;
    const hadFocus = this.buttons.contains(document.activeElement);
    this.#drawn = names;
    this.buttons.replaceChildren(
      ...Object.entries(wanted).map(([name, act]) =>
        button(name, attempt(act), { label: `${name}: ${this.video.title}`, kind: "quiet" }),
      ),
    );
    // The button that was pressed has become another.
    if (hadFocus) this.buttons.firstElementChild?.focus();
  }

  #wanted(transfer) {
    const { pause, resume, discard, sendLink, revoke, remove } = this.actions;
    const { state, link_expires_at: link } = this.video;
    if (state === "UPLOADING") {
      if (transfer?.state === "sending") return { Pause: pause, Discard: discard };
      return { [transfer ? "Resume" : "Choose the file"]: resume, Discard: discard };
    }
    if (state === "READY") return { "New link": sendLink, ...(link ? { "Revoke link": revoke } : {}), Delete: remove };
    return { Delete: remove };
  }

  /** Each quarter of the way: a reader that heard each figure would say nothing else. */
  #tell({ sent, size, state }) {
    const reached = Math.floor(sent / size / TOLD_EVERY);
    if (state === "sending" && reached > this.#told) announce(`${reached * TOLD_EVERY * 100} % of ${this.video.title} sent.`);
    this.#told = reached;
  }

  async #showDownloads() {
    if (!this.downloads.open) return;
    const { last_downloads: last } = await this.actions.details();
    this.last.replaceChildren(
      ...last.map(({ at, agent, network }) => element("li", {}, `${moment(at)}, ${agent}, from ${network}`)),
    );
  }
}

function sign({ state, mail, link_expires_at: link }, transfer) {
  if (state === "UPLOADING") return transfer?.state === "sending" ? ["Uploading", "busy"] : ["Upload stopped", "idle"];
  if (state === "CHECKING") return ["Being checked", "busy"];
  if (state === "REJECTED") return ["Rejected", "bad"];
  if (!link && mail !== "NONE") return ["No link", "idle"];
  return [MAIL[mail], TROUBLE.has(mail) ? "bad" : mail === "DELIVERED" ? "good" : "busy"];
}

function facts({ state, reason, size, downloads, created_at: created, expires_at: expires, link_expires_at: link }) {
  if (state === "REJECTED") return [reason ?? "It is not a video that can be shared."];
  if (state !== "READY") return [bytes(size), `from ${day(created)}`];
  return [
    count(downloads, "download", "downloads"),
    ...(link ? [`link until ${day(link)}`] : []),
    `video until ${day(expires)}`,
    bytes(size),
  ];
}

function figures({ state, sent, size, bytesPerSecond: rate, problem }) {
  const done = `${bytes(sent)} of ${bytes(size)}`;
  if (sent === size) return `${done} · finishing`;
  if (state === "paused") return problem ? `${done}. ${problem}` : `${done}, paused`;
  return rate ? `${done} · ${bytes(rate)} per second · ${remaining((size - sent) / rate)}` : done;
}
