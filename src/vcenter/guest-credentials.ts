import type { components } from "./wire";

export type GuestCredentials = components["schemas"]["Vcenter.Vm.Guest.Credentials"];

/** What of it must not be seen. */
export function secretsOf({ password, saml_token: samlToken }: GuestCredentials): string[] {
  return [password, samlToken].filter((secret) => secret !== undefined);
}
