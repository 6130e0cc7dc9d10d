// From a new address to a signed-in user: sign up, confirm the address, set up the second factor, give its code.

import { attempt, button, element, field, say } from "./dom.js";

const CODE = { name: "code", inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9]{6}", required: true };

/** Shows one step after the other in `place`; `onTokens` is called with what Cognito gives at the end. */
export function signIn(place, { cognito, passwordPolicy, onTokens }) {
  const show = (title, ...parts) => {
    place.replaceChildren(
      element(
        "main",
        { class: "card" },
        element("p", { class: "brand" }, element("img", { src: "icon.svg", alt: "", width: 32, height: 32 }), "CloudVault"),
        element("h1", {}, title),
        ...parts,
      ),
    );
    place.querySelector("input")?.focus();
  };

  const form = (fields, done, submit) =>
    element(
      "form",
      { onsubmit: attempt((event) => submit(Object.fromEntries(new FormData(event.target)))) },
      ...fields,
      button(done, null, { kind: "primary", type: "submit" }),
    );

  const email = (value = "") =>
    field("E-mail address", { name: "email", type: "email", autocomplete: "username", required: true, value });
  const password = (autocomplete, more = {}) =>
    field("Password", { name: "password", type: "password", autocomplete, required: true, ...more });

  function askPassword(known) {
    show(
      "Sign in",
      form([email(known), password("current-password")], "Sign in", async (given) => {
        try {
          next(given.email, await cognito.signIn(given.email, given.password));
        } catch (error) {
          if (error.kind !== "UserNotConfirmedException") throw error;
          await cognito.resendCode(given.email);
          askConfirmation(given);
        }
      }),
      element("p", {}, "New here? ", button("Make an account", () => askAccount(), { kind: "link" })),
    );
  }

  function askAccount() {
    const least = passwordPolicy.min_length;
    show(
      "Make an account",
      form([email(), password("new-password", { minlength: least })], "Make the account", async (given) => {
        await cognito.signUp(given.email, given.password);
        askConfirmation(given);
      }),
      element("p", { class: "hint" }, `At least ${least} characters, with upper and lower case, a digit and a symbol.`),
      element("p", {}, "Have one? ", button("Sign in", () => askPassword(), { kind: "link" })),
    );
  }

  function askConfirmation(given) {
    show(
      "Confirm your address",
      element("p", {}, `We have sent a code to ${given.email}.`),
      form([field("Code from the e-mail", CODE)], "Confirm", async ({ code }) => {
        await cognito.confirm(given.email, code);
        next(given.email, await cognito.signIn(given.email, given.password));
      }),
      button("Send another code", attempt(async () => {
        await cognito.resendCode(given.email);
        say("Another code is on its way.");
      }), { kind: "link" }),
    );
  }

  function enrol(known, step) {
    const secret = step.enrol;
    const account = encodeURIComponent(known);
    show(
      "Set up your second factor",
      element("p", {}, "Add CloudVault to an authenticator app, by its link or by typing the key:"),
      element("p", {}, element("a", { href: `otpauth://totp/CloudVault:${account}?secret=${secret}&issuer=CloudVault` }, "Open in an authenticator app")),
      element("code", { class: "secret", id: "secret" }, secret),
      form([field("Code that the app shows", CODE)], "Finish", async ({ code }) => {
        next(known, await cognito.finishEnrolment(known, code, step));
      }),
    );
  }

  function askCode(known, step) {
    show(
      "Your second factor",
      form([field("Code that your authenticator app shows", CODE)], "Sign in", async ({ code }) => {
        next(known, await cognito.giveCode(known, code, step));
      }),
      button("Begin again", () => askPassword(known), { kind: "link" }),
    );
  }

  function next(known, step) {
    if (step.enrol) enrol(known, step);
    else if (step.tokens) onTokens(step.tokens);
    else askCode(known, step);
  }

  askPassword();
}
