import type { Exchange } from "../api/exchange";

/** Every secret of a request, in each form in which it stood there. */
export function secretsOf({ request, body }: Exchange): string[] {
  const { authorization = "", "vmware-api-session-id": token = "" } = request.headers;
  const basic = authorization.replace(/^Basic +/i, "");
  const decoded = Buffer.from(basic, "base64").toString("utf8");
  const login = decoded.slice(decoded.indexOf(":") + 1);
  const secrets = [...guestSecrets(body), ...[token].flat(), authorization, basic, decoded, login];
  return [...new Set(secrets.filter((secret) => secret !== ""))];
}

function guestSecrets(body: unknown): string[] {
  const { credentials } = (body ?? {}) as { credentials?: { password?: unknown; saml_token?: unknown } };
  return [credentials?.password, credentials?.saml_token].filter((secret) => typeof secret === "string");
}
