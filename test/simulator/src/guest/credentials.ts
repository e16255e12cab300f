/** The guest login as it stands in the body of a guest operation (contract: Vcenter.Vm.Guest.Credentials). */
export interface GuestCredentials {
  interactive_session: boolean;
  type: "USERNAME_PASSWORD" | "SAML_BEARER_TOKEN";
  user_name?: string;
  password?: string;
  saml_token?: string;
}
