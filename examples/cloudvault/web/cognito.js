// Signs users up and in. Cognito asks one thing after the other; each answer here says what is next: `{ tokens }`,
// `{ enrol: secret, ... }` or `{ code: true, ... }`, which is given back with what the user answers.

export class CognitoError extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export class Cognito {
  constructor({ cognito, clientId }) {
    this.endpoint = cognito;
    this.client = { ClientId: clientId };
  }

  signUp(email, password) {
    const attributes = [{ Name: "email", Value: email }];
    return this.#ask("SignUp", { ...this.client, Username: email, Password: password, UserAttributes: attributes });
  }

  confirm(email, code) {
    return this.#ask("ConfirmSignUp", { ...this.client, Username: email, ConfirmationCode: code });
  }

  resendCode(email) {
    return this.#ask("ResendConfirmationCode", { ...this.client, Username: email });
  }

  async signIn(email, password) {
    const answer = await this.#ask("InitiateAuth", {
      ...this.client,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: email, PASSWORD: password },
    });
    const tokens = answer.AuthenticationResult;
    // A user pool that lets somebody in by the password alone: the second factor is set up all the same.
    return tokens ? this.#enrol({ AccessToken: tokens.AccessToken }, { tokens }) : this.#next(answer);
  }

  async finishEnrolment(email, code, { session, tokens }) {
    const proof = tokens ? { AccessToken: tokens.AccessToken } : { Session: session };
    const verified = await this.#ask("VerifySoftwareToken", { ...proof, UserCode: code });
    return tokens ? { tokens } : this.#respond("MFA_SETUP", verified.Session, { USERNAME: email });
  }

  giveCode(email, code, { session }) {
    return this.#respond("SOFTWARE_TOKEN_MFA", session, { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: code });
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

  async #next(answer) {
    if (answer.AuthenticationResult) return { tokens: answer.AuthenticationResult };
    if (answer.ChallengeName === "SOFTWARE_TOKEN_MFA") return { code: true, session: answer.Session };
    if (answer.ChallengeName === "MFA_SETUP") return this.#enrol({ Session: answer.Session });
    throw new CognitoError(answer.ChallengeName, `This page cannot answer ${answer.ChallengeName}.`);
  }

  async #enrol(proof, more = {}) {
    const given = await this.#ask("AssociateSoftwareToken", proof);
    return { ...more, enrol: given.SecretCode, session: given.Session };
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
    if (!answer.ok) throw new CognitoError(String(said.__type).split("#").pop(), said.message ?? "Cognito refused.");
    return said;
  }
}
