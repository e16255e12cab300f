/** Shows the fields that the chosen kind of guest login needs. */
export function followKind(): void {
  $("#node-config-input-guestCredentialType").on("change", () => {
    $(".vcenter-guest-with-saml").toggle(isSaml());
    $(".vcenter-guest-with-password").toggle(!isSaml());
    RED.tray.resize();
  });
}

/** What the chosen kind of guest login does not use is not kept. */
export function dropUnused(): void {
  $(isSaml() ? "#node-config-input-guestPassword" : "#node-config-input-guestSamlToken").val("");
  if (isSaml()) {
    $("#node-config-input-interactiveSession").prop("checked", false);
  }
}

function isSaml(): boolean {
  return $("#node-config-input-guestCredentialType").val() === "SAML_BEARER_TOKEN";
}
