// What a student sees who opens a link: which video it is, how long it is there, and one large button.

import { attempt, brand, button, element, say } from "./dom.js";
import { bytes, moment } from "./words.js";

// Nor is an address that was cut short on its way a link.
const DEAD = new Set([400, 404]);

export async function watch(place, api, token) {
  const show = (title, ...parts) => {
    const heading = element("h1", { tabindex: -1 }, title);
    place.replaceChildren(element("main", { class: "card wide" }, brand(), heading, ...parts));
    document.title = `${title} · ApexShare`;
    heading.focus();
  };

  const refuse = () =>
    show(
      "This link does not work any more",
      element("p", {}, "It has expired, has been used up, or was replaced by a newer one."),
      element("p", {}, "Look for a newer e-mail in your inbox, or ask your trainer to send you another link."),
    );

  /** `null` if the link is dead. */
  const unlessDead = async (asked) => {
    try {
      return await asked;
    } catch (error) {
      if (!DEAD.has(error.status)) throw error;
      refuse();
      return null;
    }
  };

  const video = await unlessDead(api.link(token));
  if (!video) return;
  const left = element("dd", {});
  const download = button("Download the video", attempt(() => fetchIt()), { kind: "primary big" });
  const showLeft = () => {
    left.textContent = video.downloads_left > 0 ? `${video.downloads_left} left` : "none left";
    if (video.downloads_left > 0) return;
    download.replaceWith(element("p", { class: "used-up" }, "This link has been used up."));
    place.querySelector("h1").focus();
  };
  const fetchIt = async () => {
    const given = await unlessDead(api.download(token));
    if (!given) return;
    element("a", { href: given.url, download: "" }).click();
    video.downloads_left -= 1;
    showLeft();
    say("Your download has begun.");
  };

  show(
    video.title,
    element("p", { class: "lead" }, "Your trainer has shared this video with you."),
    element(
      "dl",
      { class: "facts" },
      fact("Size", bytes(video.size)),
      fact("Here until", element("time", { datetime: video.expires_at }, moment(video.expires_at))),
      element("div", {}, element("dt", {}, "Downloads"), left),
    ),
    download,
    element("p", { class: "hint" }, "The link is yours alone: please do not pass it on."),
  );
  showLeft();
}

function fact(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}
