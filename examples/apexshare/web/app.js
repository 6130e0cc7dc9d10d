// The page: `#/watch/<token>` is a student's, everything else a trainer's.

import { Api } from "./api.js";
import { Cognito } from "./cognito.js";
import { readConfig } from "./config.js";
import { attempt, element, say } from "./dom.js";
import { Session } from "./session.js";
import { signIn } from "./sign_in.js";
import { openStudio } from "./studio.js";
import { watch } from "./watch.js";

// Behind the `#`, which browsers send to no server: no log of the site ever holds a token.
const WATCH = /^#\/watch\/([\w-]+)$/;

const page = document.querySelector("#page");

async function start() {
  const config = await readConfig();
  const cognito = new Cognito(config);
  const enter = (session) => openStudio(page, new Api(config, session), session);
  const show = () => {
    const link = WATCH.exec(location.hash);
    const session = Session.restore(cognito);
    if (link) attempt(() => watch(page, new Api(config), link[1]))();
    else if (session) enter(session);
    else signIn(page, cognito, (tokens) => enter(new Session(cognito, tokens)));
  };
  // Another link in a tab that is open already is another page.
  addEventListener("hashchange", () => location.reload());
  show();
}

start().catch((error) => {
  page.replaceChildren(element("p", { class: "waiting" }, "ApexShare cannot be shown."));
  say(error.message, { wrong: true });
});
