// Trainers come in: with a password, the first time with a new one and a second factor to set up.

import { brand, button, element, field, form } from "./dom.js";

const CODE = { name: "code", inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9]{6}", required: true };
const NEW_PASSWORD = "At least 12 characters, with upper and lower case, a digit and a symbol.";

/** Shows one step after the other in `place`; `onTokens` is called with what Cognito gives at the end. */
export function signIn(place, cognito, onTokens) {
  const show = (title, ...parts) => {
    place.replaceChildren(element("main", { class: "card" }, brand(), element("h1", {}, title), ...parts));
    place.querySelector("input:not([readonly])").focus();
  };

  const password = (label, more) => field(label, { name: "password", type: "password", required: true, ...more });

  function askPassword(known = "") {
    const email = { name: "email", type: "email", autocomplete: "username", required: true, value: known };
    const fields = [field("E-mail address", email), password("Password", { autocomplete: "current-password" })];
    show(
      "Sign in",
      form(fields, "Sign in", async (given) => next(given.email, await cognito.signIn(given.email, given.password))),
      element("p", { class: "hint" }, "Students need no account: the link in their e-mail is all."),
    );
  }

  function askNewPassword(email, step) {
    const fields = [
      // Which password managers keep it with.
      field("E-mail address", { name: "email", type: "email", autocomplete: "username", readonly: true, value: email }),
      password("New password", { autocomplete: "new-password", minlength: 12, hint: NEW_PASSWORD }),
    ];
    show(
      "Choose your password",
      element("p", {}, "The one that you were given works this once."),
      form(fields, "Set the password", async (given) => next(email, await cognito.setPassword(email, given.password, step))),
    );
  }

  function enrol(email, step) {
    const link = `otpauth://totp/ApexShare:${encodeURIComponent(email)}?secret=${step.enrol}&issuer=ApexShare`;
    show(
      "Set up your second factor",
      element("p", {}, "Add ApexShare to an authenticator app, by its ", element("a", { href: link }, "link"), " or by typing the key:"),
      element("code", { class: "secret", id: "secret" }, step.enrol),
      form([field("Code that the app shows", CODE)], "Finish", async ({ code }) => next(email, await cognito.finishEnrolment(email, code, step))),
    );
  }

  function askCode(email, step) {
    show(
      "Your second factor",
      form([field("Code that your authenticator app shows", CODE)], "Sign in", async ({ code }) => next(email, await cognito.giveCode(email, code, step))),
      button("Begin again", () => askPassword(email), { kind: "link" }),
    );
  }

  function next(email, step) {
    if (step.newPassword) askNewPassword(email, step);
    else if (step.enrol) enrol(email, step);
    else if (step.tokens) onTokens(step.tokens);
    else askCode(email, step);
  }

  askPassword();
}
