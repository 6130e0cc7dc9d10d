// The form by which a video is sent: the file, dropped or chosen, what it is called, and whom it is for.

import { element, field, form } from "./dom.js";
import { bytes } from "./words.js";

// As Windows and some Linux desktops know no type of such files.
const TYPES = { mp4: "video/mp4", mov: "video/quicktime" };

/** `begin` sends a new video, `goOn` returns whether it knew the file as one whose upload has stopped. */
export function newVideo({ begin, goOn }) {
  const input = element("input", {
    type: "file",
    name: "file",
    accept: Object.entries(TYPES).map(([ending, type]) => `${type},.${ending}`).join(","),
    required: true,
    "aria-describedby": "file-hint",
    onchange: () => chosen(),
  });
  const name = element("strong", {}, "Drop a video here, or choose one");
  const hint = element("span", { class: "hint", id: "file-hint" }, "MP4 or MOV, as the camera wrote it");
  const zone = element("label", { class: "zone" }, name, hint, input);
  const title = field("Title", { name: "title", required: true, maxlength: 120, autocomplete: "off" });
  const email = field("E-mail address of the student", {
    name: "email",
    type: "email",
    required: true,
    maxlength: 254,
    autocomplete: "off",
  });

  const shown = form([zone, title, email], "Send the video", async ({ file, title, email }) => {
    await begin(
      { title: title.trim(), student_email: email, file_name: file.name, content_type: typeOf(file), size: file.size },
      file,
    );
    clear();
  });
  const titleInput = title.querySelector("input");

  function chosen() {
    const [file] = input.files;
    input.setCustomValidity(file ? problemOf(file) : "");
    if (!file) return clear();
    if (!input.reportValidity()) return describe(file.name, input.validationMessage, true);
    if (goOn(file)) return clear();
    describe(file.name, bytes(file.size));
    titleInput.value ||= file.name.replace(/\.\w+$/, "");
    titleInput.focus();
    titleInput.select();
  }

  function describe(first, second, isWrong = false) {
    name.textContent = first;
    hint.textContent = second;
    zone.classList.toggle("wrong", isWrong);
    zone.classList.toggle("chosen", !isWrong);
    input.setAttribute("aria-invalid", isWrong);
  }

  function clear() {
    shown.reset();
    input.setCustomValidity("");
    describe("Drop a video here, or choose one", "MP4 or MOV, as the camera wrote it");
    zone.classList.remove("chosen");
  }

  takeDrops(zone, (files) => {
    input.files = files;
    chosen();
  });
  return {
    element: element("section", { class: "new", "aria-labelledby": "new" }, element("h1", { id: "new" }, "Send a video"), shown),
    choose: () => input.click(),
  };
}

/** Wherever on the page they are dropped: a browser would leave it to play the video. */
function takeDrops(zone, onFiles) {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget ?? zone.classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length) onFiles(event.dataTransfer.files);
  });
}

function typeOf(file) {
  return TYPES[file.name.split(".").pop().toLowerCase()];
}

function problemOf(file) {
  if (!typeOf(file)) return "This is not an MP4 or MOV video.";
  return file.size ? "" : "This file is empty.";
}
