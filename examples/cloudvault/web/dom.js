// Makes elements. Text becomes text and never markup, whoever wrote it.

/** `element("a", { href, onclick, class: "x" }, "text", child)`; a property that is `null` or `false` is left out. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A button; `label` is what a reader hears when there is only an icon to see. */
export function button(text, onclick, { label, kind = "plain", type = "button", ...more } = {}) {
  const name = label ? { "aria-label": label, title: label } : {};
  return element("button", { type, class: kind, onclick, ...name, ...more }, text);
}

/** An input under its label. */
export function field(label, properties) {
  return element("label", { class: "field" }, element("span", {}, label), element("input", properties));
}

const ICONS = {
  file: "M6 2h8l5 5v14a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zm8 0v5h5",
  folder: "M3 6a1 1 0 0 1 1-1h5l2 2h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z",
  folderNew: "M3 6a1 1 0 0 1 1-1h5l2 2h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1zM12 10.5v5M9.5 13h5",
  trash: "M4 7h16M9 7V4h6v3m-8 0 1 13h8l1-13",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7m2 3a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  bell: "M6 9a6 6 0 1 1 12 0c0 6 2 7 2 7H4s2-1 2-7m4 10a2 2 0 0 0 4 0",
  upload: "M12 16V4M7 9l5-5 5 5M4 20h16",
  download: "M12 4v12m-5-5 5 5 5-5M4 20h16",
  rename: "M4 20h4L19 9l-4-4L4 16z",
  move: "M4 12h15m-5-5 5 5-5 5",
  restore: "M4 12a8 8 0 1 0 3-6.2M4 4v5h5",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  out: "M15 4h4v16h-4M10 8l-4 4 4 4m-4-4h9",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(space, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("class", `icon icon-${name}`);
  made.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  made.append(path);
  return made;
}

let hiding;

/** Tells the user something, at the bottom of the page. */
export function say(text, { wrong = false } = {}) {
  const place = document.querySelector("#message");
  place.replaceChildren(element("p", { class: wrong ? "wrong" : "well", role: wrong ? "alert" : null }, text));
  clearTimeout(hiding);
  hiding = setTimeout(() => place.replaceChildren(), wrong ? 10_000 : 4_000);
}

/** Does what a click or a form asks for, and tells the user if it cannot be done. */
export function attempt(work) {
  return async (event) => {
    event?.preventDefault();
    const pressed = event?.submitter ?? (event?.currentTarget instanceof HTMLButtonElement ? event.currentTarget : null);
    pressed?.setAttribute("aria-busy", "true");
    if (pressed) pressed.disabled = true;
    try {
      await work(event);
    } catch (error) {
      say(error.message, { wrong: true });
    } finally {
      pressed?.removeAttribute("aria-busy");
      if (pressed) pressed.disabled = false;
    }
  };
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function bytes(count) {
  const power = count < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** power).toFixed(power && count / 1000 ** power < 100 ? 1 : 0)} ${UNITS[power]}`;
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function moment(text) {
  return element("time", { datetime: text }, WHEN.format(new Date(text)));
}
