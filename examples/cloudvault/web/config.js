// Where the deployment is: from `amplify_outputs.json`, which stands beside the page.

export async function readConfig() {
  const answer = await fetch("amplify_outputs.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error("The page has no amplify_outputs.json beside it.");
  const { auth, custom } = await answer.json();
  const api = custom.API.cloudvault;
  return {
    clientId: auth.user_pool_client_id,
    passwordPolicy: auth.password_policy,
    ...(isEmbedded() ? embedded(api.apiId) : deployed(auth.aws_region, api.endpoint)),
  };
}

function deployed(region, endpoint) {
  return { cognito: `https://cognito-idp.${region}.amazonaws.com/`, api: endpoint.replace(/\/$/, "") };
}

// The embedded AWS has every service, this page included, at one address.
function isEmbedded() {
  return location.hostname === "127.0.0.1";
}

function embedded(apiId) {
  return { cognito: `${location.origin}/`, api: `${location.origin}/_aws/execute-api/${apiId}` };
}
