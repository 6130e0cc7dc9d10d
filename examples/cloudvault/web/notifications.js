// What the user has been told.

import { attempt, button, element, icon, moment } from "./dom.js";

/** A bell, which opens the list; what has been seen there is read. */
export function notificationsButton(vault) {
  const list = element("div", { id: "notifications", popover: true });
  const open = attempt(async () => {
    const { notifications } = await vault.notifications();
    list.replaceChildren(
      element("h2", {}, "Notifications"),
      notifications.length
        ? element("ul", {}, ...notifications.map(entry))
        : element("p", { class: "hint" }, "There are none."),
    );
    list.showPopover();
    const unread = notifications.filter((one) => !one.read_at);
    await Promise.all(unread.map((one) => vault.readNotification(one.notification_id)));
  });
  return element("div", { class: "bell" }, button(icon("bell"), open, { kind: "icon-only", label: "Notifications" }), list);
}

function entry(one) {
  const title = element(one.read_at ? "span" : "strong", {}, one.title);
  return element("li", {}, title, element("p", {}, one.text), moment(one.created_at));
}
