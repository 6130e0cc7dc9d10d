// A table of folders and files.

import { bytes, element, icon, moment } from "./dom.js";

/** `actions(file)` and `folderActions(folder)` are the buttons at the end of a row. */
export function listing(vault, { folders = [], files = [], actions, folderActions, empty }) {
  if (!folders.length && !files.length) return element("p", { class: "empty" }, empty);
  const head = ["", "Name", "Size", "Changed", ""].map((text) => element("th", { scope: "col" }, text));
  const rows = [
    ...folders.map((folder) => folderRow(folder, folderActions(folder))),
    ...files.map((file) => fileRow(vault, file, actions(file))),
  ];
  return element("table", { class: "listing" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
}

function folderRow(folder, actions) {
  const link = element("a", { href: `#folder=${folder.folder_id}` }, folder.name);
  return row(icon("folder"), link, "", moment(folder.updated_at), actions);
}

function fileRow(vault, file, actions) {
  return row(picture(vault, file), element("span", {}, file.name), bytes(file.size), moment(file.updated_at), actions);
}

function row(sign, name, size, changed, actions) {
  return element(
    "tr",
    {},
    element("td", { class: "sign" }, sign),
    element("td", { class: "name" }, name),
    element("td", { class: "size" }, size),
    element("td", { class: "changed" }, changed),
    element("td", { class: "actions" }, element("div", {}, ...actions)),
  );
}

// A thumbnail's address is asked for when its row comes into sight.
function picture(vault, file) {
  if (!file.has_thumbnail || file.state !== "ready") return icon("file");
  const made = element("img", { class: "thumbnail", alt: "", width: 40, height: 40 });
  const sight = new IntersectionObserver(async ([seen]) => {
    if (!seen.isIntersecting) return;
    sight.disconnect();
    try {
      made.src = (await vault.thumbnail(file.file_id)).url;
    } catch {
      made.replaceWith(icon("file"));
    }
  });
  sight.observe(made);
  return made;
}
