// The trainer's videos, the newest first, and what is on its way: the list keeps up with both.

import { announce, attempt, button, confirmed, element, say } from "./dom.js";
import { Row } from "./row.js";
import { Transfer } from "./transfer.js";

const SOONEST_MS = 1_000;
const LATEST_MS = 15_000;

export class Videos {
  #rows = new Map();
  #transfers = new Map();
  #looking;

  /** `choose` has the user choose a file. */
  constructor(api, choose) {
    Object.assign(this, { api, choose });
    this.list = element("ul", { class: "videos" });
    this.empty = element("p", { class: "empty" }, "Nothing yet. Your first video is a drop away.");
    this.more = button("Show older ones", attempt(() => this.#older()), { hidden: true });
    this.heading = element("h2", { id: "videos", tabindex: -1 }, "Your videos");
    this.element = element("section", { "aria-labelledby": "videos" }, this.heading, this.list, this.empty, this.more);
    addEventListener("beforeunload", (event) => {
      if ([...this.#transfers.values()].some(({ state }) => state === "sending")) event.preventDefault();
    });
  }

  /** Shows the newest, and looks again for as long as something is about to happen to one of them. */
  async load(wait = SOONEST_MS) {
    clearTimeout(this.#looking);
    const { videos, cursor } = await this.api.videos();
    if (!this.cursor) this.#hasOlder(cursor);
    this.#show(videos);
    if (videos.some(isMoving)) this.#looking = setTimeout(attempt(() => this.load(Math.min(2 * wait, LATEST_MS))), wait);
  }

  /** Sends a file as the API has planned it. */
  async send(plan, content) {
    const transfer = this.#transfer(plan.video_id, content);
    await this.load();
    this.#run(transfer, plan);
  }

  /** Whether the file is one whose upload has stopped; then it goes on. */
  goOn(content) {
    const stopped = [...this.#rows.values()].find(
      ({ video }) =>
        video.state === "UPLOADING" &&
        video.file_name === content.name.normalize() &&
        video.size === content.size &&
        this.#transfers.get(video.video_id)?.state !== "sending",
    );
    if (!stopped) return false;
    say(`“${stopped.video.title}” goes on where it stopped.`);
    this.#run(this.#transfer(stopped.video.video_id, content));
    return true;
  }

  async #run(transfer, plan) {
    announce("The upload has begun.");
    await transfer.send(plan);
    if (transfer.state !== "sent") return announce(transfer.problem ?? "The upload is paused.");
    this.#transfers.delete(transfer.videoId);
    announce("The upload is complete.");
    attempt(() => this.load())();
  }

  #transfer(videoId, content) {
    const made = new Transfer(this.api, videoId, content, () => this.#rows.get(videoId)?.draw(made));
    this.#transfers.set(videoId, made);
    return made;
  }

  #show(videos) {
    for (const video of videos) {
      const row = this.#rows.get(video.video_id);
      if (row) row.update(video, this.#transfers.get(video.video_id));
      else this.#add(video);
    }
    this.#tidy();
  }

  #add(video) {
    const row = new Row(video, {
      pause: () => this.#transfers.get(video.video_id).pause(),
      resume: () => this.#resume(video.video_id),
      discard: () => this.#discard(row),
      sendLink: () => this.#sendLink(row),
      revoke: () => this.#revoke(row),
      remove: () => this.#remove(row),
      details: () => this.api.video(video.video_id),
    });
    row.update(video, this.#transfers.get(video.video_id));
    this.#rows.set(video.video_id, row);
    // ISO 8601 in UTC sorts as text.
    const older = [...this.#rows.values()].filter((other) => other.video.created_at < video.created_at);
    const next = older.sort((one, other) => (one.video.created_at < other.video.created_at ? 1 : -1))[0];
    this.list.insertBefore(row.element, next?.element ?? null);
  }

  #resume(videoId) {
    const transfer = this.#transfers.get(videoId);
    if (transfer) this.#run(transfer);
    else this.choose();
  }

  async #discard(row) {
    const { title, video_id: id } = row.video;
    if (!(await confirmed(`Discard “${title}”?`, "What has been sent of it is deleted.", "Discard it"))) return;
    this.#transfers.get(id)?.pause();
    this.#transfers.delete(id);
    await this.api.abortUpload(id);
    this.#drop(row, "The upload is discarded.");
  }

  async #sendLink(row) {
    const { title, student_email: email, video_id: id } = row.video;
    const text = `${email} gets another e-mail. The link before it stops working.`;
    if (!(await confirmed(`Send a new link to “${title}”?`, text, "Send it"))) return;
    await this.api.sendLink(id);
    say(`A new link is on its way to ${email}.`);
    await this.load();
  }

  async #revoke(row) {
    const { title, video_id: id } = row.video;
    const text = "Whoever has the link cannot download the video any more. You can send a new one later.";
    if (!(await confirmed(`Revoke the link to “${title}”?`, text, "Revoke it"))) return;
    await this.api.revokeLink(id);
    say("The link is revoked.");
    await this.load();
  }

  async #remove(row) {
    const { title, video_id: id } = row.video;
    if (!(await confirmed(`Delete “${title}”?`, "The video and its link are gone for good.", "Delete it"))) return;
    await this.api.remove(id);
    this.#drop(row, "The video is deleted.");
  }

  #drop(row, words) {
    this.#rows.delete(row.video.video_id);
    row.element.remove();
    this.#tidy();
    this.heading.focus();
    say(words);
  }

  async #older() {
    const { videos, cursor } = await this.api.videos(this.cursor);
    this.#hasOlder(cursor);
    this.#show(videos);
  }

  #hasOlder(cursor) {
    this.cursor = cursor;
    this.more.hidden = !cursor;
  }

  #tidy() {
    this.empty.hidden = this.#rows.size > 0;
  }
}

function isMoving({ state, mail, link_expires_at: link }) {
  return state === "CHECKING" || (state === "READY" && link && ["NONE", "SENT"].includes(mail));
}
