// Links to files: the user's own, and one that somebody else opens.

import { attempt, button, bytes, element, field, icon, moment, say } from "./dom.js";
import { confirmed } from "./dialogs.js";

/** The links that the user has given away, and what each has been used for. */
export async function linksView({ vault, changed }) {
  const { shares } = await vault.shares();
  const files = await Promise.all(shares.map((share) => vault.file(share.file_id).catch(() => null)));
  const rows = shares.map((share, at) =>
    element(
      "tr",
      {},
      element("td", { class: "sign" }, icon("link")),
      element("td", { class: "name" }, files[at]?.name ?? "A file that is gone"),
      element("td", {}, share.has_password ? "Password" : "Anybody with the link"),
      element("td", {}, downloads(share)),
      element("td", { class: "changed" }, "until ", moment(share.expires_at)),
      element("td", { class: "actions" }, button("Revoke", attempt(async () => {
        if (!(await confirmed("Revoke the link?", "Nobody can open it any more.", "Revoke"))) return;
        await vault.revokeShare(share.share_id);
        say("The link is revoked.");
        changed();
      }))),
    ),
  );
  return element(
    "section",
    {},
    element("div", { class: "bar" }, element("h1", {}, "Links")),
    rows.length
      ? element("table", { class: "listing" }, element("tbody", {}, ...rows))
      : element("p", { class: "empty" }, "You have given no link away."),
  );
}

function downloads({ downloads: count, max_downloads: most }) {
  return `${count}${most ? ` of ${most}` : ""} ${count === 1 && !most ? "download" : "downloads"}`;
}

/** Somebody, perhaps without an account, opens a link. */
export function openLink(place, vault, token) {
  const found = element("div", { "aria-live": "polite" });
  const open = attempt(async (event) => {
    const { password } = Object.fromEntries(new FormData(event.target));
    const file = await vault.openShare({ token, ...(password ? { password } : {}) });
    found.replaceChildren(
      element("p", { class: "opened" }, icon("file"), element("strong", {}, file.name), ` ${bytes(file.size)}`),
      element("a", { class: "primary", href: file.url, download: file.name }, icon("download"), "Download"),
    );
  });
  place.replaceChildren(
    element(
      "main",
      { class: "card" },
      element("p", { class: "brand" }, element("img", { src: "icon.svg", alt: "", width: 32, height: 32 }), "CloudVault"),
      element("h1", {}, "Somebody shared a file with you"),
      element(
        "form",
        { onsubmit: open },
        field("Password, if the link has one", { name: "password", type: "password", maxlength: 128, autocomplete: "off" }),
        button("Open", null, { kind: "primary", type: "submit" }),
      ),
      found,
    ),
  );
}
