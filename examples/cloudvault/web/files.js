// The files of a folder, of a search, and of the trash.

import { attempt, button, element, icon, say } from "./dom.js";
import { askName, chooseFolder, confirmed, share } from "./dialogs.js";
import { listing } from "./listing.js";

/** What is in a folder, and what can be done there. */
export async function folderView({ vault, uploads, changed }, folderId) {
  const [{ folder, path }, folders, files] = await Promise.all([
    folderId === "root" ? { folder: { name: "Files" }, path: [] } : vault.folder(folderId),
    vault.folders(folderId),
    vault.files({ folder_id: folderId }),
  ]);
  const input = element("input", {
    type: "file",
    multiple: true,
    id: "choose",
    class: "unseen",
    "aria-label": "Files to upload",
    onchange: () => {
      uploads.add(input.files, folderId);
      input.value = "";
    },
  });
  const newFolder = attempt(async () => {
    const name = await askName("New folder", { done: "Make the folder" });
    if (!name) return;
    await vault.createFolder({ name, parent_id: folderId });
    changed();
  });
  const view = element(
    "section",
    {
      class: "drop-here",
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        uploads.add(event.dataTransfer.files, folderId);
      },
    },
    element(
      "div",
      { class: "bar" },
      breadcrumbs(folder, path),
      element("div", { class: "buttons" },
        button([icon("folderNew"), "New folder"], newFolder),
        button([icon("upload"), "Upload"], () => input.click(), { kind: "primary" }),
        input,
      ),
    ),
    await pages(
      { folders, ...files },
      (cursor) => vault.files({ folder_id: folderId, cursor }),
      (page) =>
        listing(vault, {
          ...page,
          actions: (file) => fileActions(vault, file, changed),
          folderActions: (one) => folderActions(vault, one, changed),
          empty: "Nothing here yet. Drop files here, or press Upload.",
        }),
    ),
  );
  return view;
}

/** The files whose names begin so, in whatever folder. */
export async function searchView({ vault, changed }, text) {
  const found = await vault.files({ search: text });
  return element(
    "section",
    {},
    element("div", { class: "bar" }, element("h1", {}, `Files that begin with “${text}”`)),
    await pages(
      found,
      (cursor) => vault.files({ search: text, cursor }),
      (page) => listing(vault, { ...page, actions: (file) => fileActions(vault, file, changed), empty: "No file’s name begins so." }),
    ),
  );
}

/** What can be brought back. */
export async function trashView({ vault, changed }) {
  const restore = (file) => [
    button(icon("restore"), attempt(async () => {
      await vault.restore(file.file_id);
      say(`“${file.name}” is back.`);
      changed();
    }), { kind: "icon-only", label: `Restore ${file.name}` }),
  ];
  return element(
    "section",
    {},
    element("div", { class: "bar" }, element("h1", {}, "Trash")),
    await pages(
      await vault.files({ trashed: true }),
      (cursor) => vault.files({ trashed: true, cursor }),
      (page) => listing(vault, { ...page, actions: restore, empty: "The trash is empty." }),
    ),
  );
}

function breadcrumbs(folder, path) {
  const above = folder.folder_id ? [{ folder_id: "root", name: "Files" }, ...path] : [];
  const links = above.map((one) => element("li", {}, element("a", { href: `#folder=${one.folder_id}` }, one.name)));
  return element(
    "nav",
    { "aria-label": "Folder", class: "crumbs" },
    element("ol", {}, ...links, element("li", { "aria-current": "page" }, element("h1", {}, folder.name))),
  );
}

/** Shows a page, and after it a button for the next. */
async function pages(first, ask, draw) {
  const place = element("div", {});
  const add = (page) => {
    place.append(draw(page));
    if (!page.cursor) return;
    const more = button("Show more", attempt(async () => {
      const next = await ask(page.cursor);
      more.remove();
      add(next);
    }));
    place.append(more);
  };
  add(first);
  return place;
}

function fileActions(vault, file, changed) {
  const action = (sign, label, work) =>
    button(icon(sign), attempt(async () => {
      if (await work()) changed();
    }), { kind: "icon-only", label: `${label} ${file.name}` });
  return [
    action("download", "Download", async () => {
      const { url } = await vault.download(file.file_id);
      element("a", { href: url, download: file.name }).click();
    }),
    action("link", "Share", () => share(file, vault)),
    action("rename", "Rename", async () => {
      const name = await askName(`Rename “${file.name}”`, { value: file.name });
      return name && vault.changeFile(file.file_id, { name });
    }),
    action("move", "Move", async () => {
      const folderId = await chooseFolder(`Move “${file.name}”`, vault);
      return folderId && vault.changeFile(file.file_id, { folder_id: folderId });
    }),
    action("trash", "Trash", async () => {
      await vault.trash(file.file_id);
      say(`“${file.name}” is in the trash.`);
      return true;
    }),
  ];
}

function folderActions(vault, folder, changed) {
  const action = (sign, label, work) =>
    button(icon(sign), attempt(async () => {
      if (await work()) changed();
    }), { kind: "icon-only", label: `${label} ${folder.name}` });
  return [
    action("rename", "Rename", async () => {
      const name = await askName(`Rename “${folder.name}”`, { value: folder.name });
      return name && vault.changeFolder(folder.folder_id, { name });
    }),
    action("move", "Move", async () => {
      const parentId = await chooseFolder(`Move “${folder.name}”`, vault);
      return parentId && vault.changeFolder(folder.folder_id, { parent_id: parentId });
    }),
    action("trash", "Delete", async () => {
      const text = "Everything in it goes to the trash.";
      if (!(await confirmed(`Delete “${folder.name}”?`, text, "Delete"))) return false;
      await vault.deleteFolder(folder.folder_id);
      return true;
    }),
  ];
}
