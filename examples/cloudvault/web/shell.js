// What stands around every view of a signed-in user: search, navigation, notifications, usage and uploads.

import { attempt, button, bytes, element, icon, say } from "./dom.js";
import { folderView, searchView, trashView } from "./files.js";
import { linksView } from "./links.js";
import { notificationsButton } from "./notifications.js";
import { Uploads } from "./uploads.js";

const TYPING_MS = 250;

/** Shows the view that the address names, and follows it. */
export function openShell(page, vault, session) {
  const main = element("main", { id: "view", tabindex: -1 });
  const usage = element("div", { class: "usage" });
  const links = { "folder=root": ["folder", "Files"], links: ["link", "Links"], trash: ["trash", "Trash"] };
  const navigation = element(
    "nav",
    { "aria-label": "Views" },
    ...Object.entries(links).map(([hash, [sign, text]]) => element("a", { href: `#${hash}` }, icon(sign), text)),
  );
  page.replaceChildren(
    element("a", { class: "skip", href: "#view", onclick: (event) => (event.preventDefault(), main.focus()) }, "Skip to the files"),
    element(
      "header",
      {},
      element("a", { class: "brand", href: "#folder=root" }, element("img", { src: "icon.svg", alt: "", width: 28, height: 28 }), "CloudVault"),
      searchField(),
      notificationsButton(vault),
      element("span", { class: "email" }, session.email),
      button(icon("out"), attempt(() => leave(session)), { kind: "icon-only", label: "Sign out" }),
    ),
    element("div", { class: "columns" }, element("aside", {}, navigation, usage), main),
  );

  let latest = 0;
  const draw = async () => {
    const turn = (latest += 1);
    const [kind, value] = location.hash.slice(1).split("=");
    for (const link of navigation.children) {
      if (link.hash === (location.hash || "#folder=root")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    try {
      const made = await view(kind, value);
      // An answer that was overtaken by another is not shown.
      if (turn === latest) main.replaceChildren(made);
      await showUsage(usage, vault);
    } catch (error) {
      if (error.status === 401) await leave(session);
      else say(error.message, { wrong: true });
    }
  };
  const context = { vault, changed: draw, uploads: new Uploads(document.querySelector("#uploads"), vault, draw) };
  const view = (kind, value) => {
    if (kind === "trash") return trashView(context);
    if (kind === "links") return linksView(context);
    if (kind === "search") return searchView(context, decodeURIComponent(value));
    return folderView(context, value ?? "root");
  };
  addEventListener("hashchange", draw);
  draw();
}

function searchField() {
  let typing;
  const input = element("input", {
    type: "search",
    placeholder: "Search files",
    "aria-label": "Search files by the beginning of their names",
    oninput: () => {
      clearTimeout(typing);
      typing = setTimeout(() => {
        location.hash = input.value.trim() ? `search=${encodeURIComponent(input.value.trim())}` : "folder=root";
      }, TYPING_MS);
    },
  });
  return element("search", {}, input);
}

async function showUsage(place, vault) {
  const { storage_used: used, storage_quota: quota, file_count: count } = await vault.usage();
  place.replaceChildren(
    element("meter", { max: quota, high: quota * 0.9, value: used, "aria-label": "Storage used" }),
    element("p", { class: "hint" }, `${bytes(used)} of ${bytes(quota)} in ${count} ${count === 1 ? "file" : "files"}`),
  );
}

async function leave(session) {
  await session.end().catch(() => {}); // the tab forgets the tokens in any case
  location.hash = "";
  location.reload();
}
