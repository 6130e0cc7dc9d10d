// Questions that stand before the page until they are answered. Each returns a promise of the answer; it is
// `null` for those who change their mind.

import { attempt, button, element, field, icon, say } from "./dom.js";

/** A name for something. */
export function askName(title, { value = "", done = "Save" } = {}) {
  return show(title, (close) =>
    form(
      [field("Name", { name: "name", value, required: true, maxlength: 255, autocomplete: "off" })],
      close,
      done,
      ({ name }) => close(name.trim()),
    ),
  );
}

/** Whether something is really to be done. */
export function confirmed(title, text, done) {
  return show(title, (close) => form([element("p", {}, text)], close, done, () => close(true)));
}

/** A folder, found by going through them. */
export function chooseFolder(title, vault) {
  return show(title, (close) => {
    const list = element("ul", { class: "choices" });
    const path = element("p", { class: "hint" });
    let here = null;
    const enter = async (folder) => {
      const folders = await vault.folders(folder.folder_id);
      here = folder;
      path.textContent = folder.name;
      const up = folder.above ? [{ ...folder.above, label: "Up" }] : [];
      list.replaceChildren(
        ...[...up, ...folders.map((one) => ({ ...one, above: folder }))].map((one) =>
          element("li", {}, button([icon(one.label ? "restore" : "folder"), element("span", {}, one.label ?? one.name)], attempt(() => enter(one)))),
        ),
      );
    };
    attempt(() => enter({ folder_id: "root", name: "Files" }))();
    return form([path, list], close, "Move here", () => close(here.folder_id));
  });
}

const DAYS = { 1: "1 day", 7: "7 days", 30: "30 days", 90: "90 days" };

/** A link to a file, which is shown to be copied; the API tells its token this once. */
export function share(file, vault) {
  return show(`Share “${file.name}”`, (close) => {
    const place = element("div", { class: "steps" });
    const expiry = element("select", { name: "days" }, ...Object.entries(DAYS).map(([days, text]) => element("option", { value: days, selected: days === "7" }, text)));
    place.append(
      form(
        [
          element("label", { class: "field" }, element("span", {}, "Works for"), expiry),
          field("Password, if it shall have one", { name: "password", type: "password", minlength: 8, maxlength: 128, autocomplete: "new-password" }),
        ],
        close,
        "Make the link",
        async ({ days, password }) => {
          const made = await vault.createShare({
            file_id: file.file_id,
            expires_in: Number(days) * 86_400,
            ...(password ? { password } : {}),
          });
          place.replaceChildren(...linkParts(`${location.origin}${location.pathname}#share=${made.token}`, close));
        },
      ),
    );
    return place;
  });
}

function linkParts(link, close) {
  const shown = element("input", { id: "link", value: link, readonly: true, "aria-label": "Link" });
  const copy = button([icon("copy"), "Copy"], attempt(async () => {
    await navigator.clipboard.writeText(link);
    say("Copied.");
  }), { kind: "primary" });
  return [
    element("p", {}, "Whoever has this link can download the file. It is shown this once."),
    element("div", { class: "together" }, shown, copy),
    element("div", { class: "buttons" }, button("Close", () => close(true))),
  ];
}

function show(title, content) {
  return new Promise((resolve) => {
    const dialog = element("dialog", { "aria-label": title, onclose: () => dialog.remove() });
    const close = (answer) => {
      dialog.close();
      resolve(answer);
    };
    dialog.addEventListener("cancel", () => resolve(null));
    dialog.append(element("h2", {}, title), content(close));
    document.body.append(dialog);
    dialog.showModal();
  });
}

function form(parts, close, done, submit) {
  return element(
    "form",
    { onsubmit: attempt((event) => submit(Object.fromEntries(new FormData(event.target)))) },
    ...parts,
    element("div", { class: "buttons" }, button("Cancel", () => close(null)), button(done, null, { kind: "primary", type: "submit" })),
  );
}
