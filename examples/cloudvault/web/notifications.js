// What the user has been told.

import { attempt, button, element, icon, moment } from "./dom.js";

/** A bell, which opens the list. */
export function notificationsButton(vault) {
  const list = element("div", { id: "notifications", popover: true });
  const open = attempt(async () => {
    const { notifications } = await vault.notifications();
    list.replaceChildren(
      element("h2", {}, "Notifications"),
      notifications.length
        ? element("ul", {}, ...notifications.map((one) => element("li", {}, element("p", {}, one.text), moment(one.created_at))))
        : element("p", { class: "hint" }, "There are none."),
    );
    list.showPopover();
  });
  return element("div", { class: "bell" }, button(icon("bell"), open, { kind: "icon-only", label: "Notifications" }), list);
}
