// Signs trainers in. Cognito asks one thing after the other; each answer here says what is next: `{ tokens }`,
// `{ newPassword }`, `{ enrol: secret }` or `{ code }`, and is given back with what the user says to it.

export class CognitoError extends Error {}

export class Cognito {
  constructor({ cognito, clientId }) {
    this.endpoint = cognito;
    this.client = { ClientId: clientId };
  }

  async signIn(email, password) {
    const parameters = { USERNAME: email, PASSWORD: password };
    return this.#next(
      await this.#ask("InitiateAuth", { ...this.client, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: parameters }),
    );
  }

  /** Instead of the one that somebody else chose for the first time. */
  setPassword(email, password, step) {
    return this.#respond("NEW_PASSWORD_REQUIRED", step.session, { USERNAME: email, NEW_PASSWORD: password });
  }

  async finishEnrolment(email, code, step) {
    const verified = await this.#ask("VerifySoftwareToken", { Session: step.session, UserCode: code });
    return this.#respond("MFA_SETUP", verified.Session, { USERNAME: email });
  }

  giveCode(email, code, step) {
    return this.#respond("SOFTWARE_TOKEN_MFA", step.session, { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: code });
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

  async #respond(challenge, session, responses) {
    const answer = await this.#ask("RespondToAuthChallenge", {
      ...this.client,
      ChallengeName: challenge,
      Session: session,
      ChallengeResponses: responses,
    });
    return this.#next(answer);
  }

  async #next({ AuthenticationResult: tokens, ChallengeName: challenge, Session: session }) {
    if (tokens) return { tokens };
    if (challenge === "NEW_PASSWORD_REQUIRED") return { newPassword: true, session };
    if (challenge === "SOFTWARE_TOKEN_MFA") return { code: true, session };
    if (challenge === "MFA_SETUP") {
      const given = await this.#ask("AssociateSoftwareToken", { Session: session });
      return { enrol: given.SecretCode, session: given.Session };
    }
    throw new CognitoError(`This page cannot answer ${challenge}.`);
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
