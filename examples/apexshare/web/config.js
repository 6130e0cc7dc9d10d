// Where the deployment is: from `config.json`, which stands beside the page.

export async function readConfig() {
  const answer = await fetch("config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error("The page has no config.json beside it.");
  const { api, pageKey, region, userPoolClientId } = await answer.json();
  return {
    clientId: userPoolClientId,
    pageKey,
    ...(isEmbedded() ? embedded(api) : { api: withoutSlash(api), cognito: `https://cognito-idp.${region}.amazonaws.com/` }),
  };
}

// The embedded AWS has every service, this page included, at one address.
function isEmbedded() {
  return location.hostname === "127.0.0.1";
}

// Of https://<id>.execute-api.<region>.amazonaws.com/<stage>.
function embedded(api) {
  const { hostname, pathname } = new URL(api);
  const [id] = hostname.split(".");
  return { api: `${location.origin}/_aws/execute-api/${id}${withoutSlash(pathname)}`, cognito: `${location.origin}/` };
}

function withoutSlash(address) {
  return address.replace(/\/$/, "");
}
