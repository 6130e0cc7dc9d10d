// Who is signed in, for as long as the tab is open.

const KEY = "apexshare-session";
const RENEW_BEFORE_MS = 60_000;

export class Session {
  #tokens;

  constructor(cognito, tokens) {
    this.cognito = cognito;
    this.#keep(tokens);
  }

  /** The session of this tab, if there is one. */
  static restore(cognito) {
    const kept = sessionStorage.getItem(KEY);
    return kept ? new Session(cognito, JSON.parse(kept)) : null;
  }

  get email() {
    return claims(this.#tokens.IdToken).email;
  }

  /** A token for the API that lasts for some time yet. */
  async idToken() {
    if (claims(this.#tokens.IdToken).exp * 1000 - Date.now() < RENEW_BEFORE_MS) {
      this.#keep({ ...this.#tokens, ...(await this.cognito.refresh(this.#tokens.RefreshToken)) });
    }
    return this.#tokens.IdToken;
  }

  async end() {
    sessionStorage.removeItem(KEY);
    // The tab has forgotten the tokens, whatever Cognito says.
    await this.cognito.signOut(this.#tokens.AccessToken).catch(() => {});
    location.reload();
  }

  #keep(tokens) {
    this.#tokens = tokens;
    sessionStorage.setItem(KEY, JSON.stringify(tokens));
  }
}

function claims(token) {
  const text = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
