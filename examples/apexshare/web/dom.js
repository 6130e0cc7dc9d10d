// Makes elements, and tells the user things. Text becomes text and never markup, whoever wrote it.

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

/** A button; `label` is what a reader hears where the text alone does not say of what. */
export function button(text, onclick, { label, kind = "plain", type = "button", ...more } = {}) {
  return element("button", { type, class: kind, onclick, "aria-label": label, ...more }, text);
}

/** An input under its label, with a hint below that readers hear with it. */
export function field(label, { hint, ...properties }) {
  const id = `${properties.name}-hint`;
  const input = element("input", { ...properties, "aria-describedby": hint ? id : null });
  return element(
    "div",
    { class: "field" },
    element("label", {}, element("span", {}, label), input),
    hint && element("p", { class: "hint", id }, hint),
  );
}

/** A form whose one button does what it says. */
export function form(fields, done, submit) {
  return element(
    "form",
    { onsubmit: attempt((event) => submit(Object.fromEntries(new FormData(event.target)))) },
    ...fields,
    button(done, null, { kind: "primary", type: "submit" }),
  );
}

export function brand() {
  return element("p", { class: "brand" }, element("img", { src: "icon.svg", alt: "", width: 28, height: 28 }), "ApexShare");
}

let hiding;

/** Shows something at the bottom of the page for a while; what is wrong interrupts a reader. */
export function say(text, { wrong = false } = {}) {
  if (!wrong) announce(text);
  const place = document.querySelector("#message");
  place.replaceChildren(element("p", { class: wrong ? "wrong" : "well", role: wrong ? "alert" : null }, text));
  clearTimeout(hiding);
  hiding = setTimeout(() => place.replaceChildren(), wrong ? 10_000 : 4_000);
}

/** Tells a reader something that is to be seen elsewhere on the page. */
export function announce(text) {
  document.querySelector("#news").textContent = text;
}

/** Does what a click or a form asks for, and tells the user if it cannot be done. */
export function attempt(work) {
  return async (event) => {
    event?.preventDefault();
    const pressed = event?.submitter ?? (event?.currentTarget instanceof HTMLButtonElement ? event.currentTarget : null);
    // Not `disabled`, by which a keyboard's user would lose the place.
    if (pressed?.getAttribute("aria-disabled")) return;
    pressed?.setAttribute("aria-disabled", "true");
    try {
      await work(event);
    } catch (error) {
      say(error.message, { wrong: true });
    } finally {
      pressed?.removeAttribute("aria-disabled");
    }
  };
}

/** Asks whether something is really to be done. */
export function confirmed(title, text, done) {
  return new Promise((resolve) => {
    const close = (answer) => {
      resolve(answer);
      dialog.close();
    };
    const dialog = element(
      "dialog",
      { "aria-labelledby": "question", onclose: () => (resolve(false), dialog.remove()) },
      element("h2", { id: "question" }, title),
      element("p", {}, text),
      element(
        "div",
        { class: "buttons" },
        button("Cancel", () => close(false), { autofocus: true }),
        button(done, () => close(true), { kind: "danger" }),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
