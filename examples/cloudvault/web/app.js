// The page: what stands before the `#` names is shown, and shown again when it changes.

import { readConfig } from "./config.js";
import { Cognito } from "./cognito.js";
import { element, say } from "./dom.js";
import { openLink } from "./links.js";
import { Session } from "./session.js";
import { openShell } from "./shell.js";
import { signIn } from "./sign_in.js";
import { Vault } from "./vault.js";

const page = document.querySelector("#page");

async function start() {
  const config = await readConfig();
  const cognito = new Cognito(config);
  const enter = (session) => openShell(page, new Vault(config, session), session);
  const show = () => {
    // After the `#`, so that no server is ever told the token.
    const token = new URLSearchParams(location.hash.slice(1)).get("share");
    const session = Session.restore(cognito);
    if (token) openLink(page, new Vault(config), token);
    else if (session) enter(session);
    else signIn(page, { cognito, passwordPolicy: config.passwordPolicy, onTokens: (tokens) => enter(new Session(cognito, tokens)) });
  };
  show();
}

start().catch((error) => {
  page.replaceChildren(element("p", { class: "waiting" }, "CloudVault cannot be shown."));
  say(error.message, { wrong: true });
});
