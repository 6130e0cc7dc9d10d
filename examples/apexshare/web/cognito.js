// Signs trainers in. Cognito asks one thing after the other; each answer here says what is next: `{ tokens }`,
// `{ newPassword }`, `{ enrol: secret }` or `{ code }`, and is given back with what the user says to it.

export class CognitoError extends Error {}

export class Cognito {
  constructor({ cognito, clientId }) {
    this.endpoint = cognito;
    this.client = { ClientId: clientId };
  }

  async signIn(email, password) {
    const answer = await this.#ask("InitiateAuth", {
      ...this.client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    });
    return this.#afterPassword(answer);
  }

  /** Instead of the one that somebody else chose for the first time. */
  async setPassword(email, password, { session }) {
    const responses = { USERNAME: email, NEW_PASSWORD: password };
    return this.#afterPassword(await this.#respond("NEW_PASSWORD_REQUIRED", session, responses));
  }

  async finishEnrolment(email, code, { session, tokens }) {
    const proof = tokens ? { AccessToken: tokens.AccessToken } : { Session: session };
    const verified = await this.#ask("VerifySoftwareToken", { ...proof, UserCode: code });
    return tokens ? { tokens } : this.#next(await this.#respond("MFA_SETUP", verified.Session, { USERNAME: email }));
  }

  async giveCode(email, code, { session }) {
    const responses = { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: code };
    return this.#next(await this.#respond("SOFTWARE_TOKEN_MFA", session, responses));
  }

  async refresh(refreshToken) {
    const answer = await this.#ask("InitiateAuth", {
      ...this.client,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    });
    return answer.AuthenticationResult;
  }

  signOut(accessToken) {
    return this.#ask("GlobalSignOut", { AccessToken: accessToken });
  }

  // Cognito lets nobody in by a password alone. The embedded AWS does, and sets the second factor up all the same.
  #afterPassword(answer) {
    const { AuthenticationResult: tokens } = answer;
    return tokens ? this.#enrol({ AccessToken: tokens.AccessToken }, { tokens }) : this.#next(answer);
  }

  async #next({ AuthenticationResult: tokens, ChallengeName: challenge, Session: session }) {
    if (tokens) return { tokens };
    if (challenge === "NEW_PASSWORD_REQUIRED") return { newPassword: true, session };
    if (challenge === "SOFTWARE_TOKEN_MFA") return { code: true, session };
    if (challenge === "MFA_SETUP") return this.#enrol({ Session: session });
    throw new CognitoError(`This page cannot answer ${challenge}.`);
  }

  async #enrol(proof, more = {}) {
    const given = await this.#ask("AssociateSoftwareToken", proof);
    return { ...more, enrol: given.SecretCode, session: given.Session };
  }

  #respond(challenge, session, responses) {
    const answer = { ChallengeName: challenge, Session: session, ChallengeResponses: responses };
    return this.#ask("RespondToAuthChallenge", { ...this.client, ...answer });
  }

  async #ask(action, body) {
    const answer = await fetch(this.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) throw new CognitoError(said.message ?? "Cognito refused.");
    return said;
  }
}
