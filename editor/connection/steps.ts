import { element } from "../dom";
import { configField } from "./fields";
import { text } from "../text";

/** A step of a test as the runtime tells it; `ok` is null if it was not tried or nobody knows. */
export interface Step {
  readonly step: string;
  readonly ok: boolean | null;
  readonly detail: string;
  readonly remedy: string;
  readonly pin?: Pin;
}

interface Pin {
  readonly host: string;
  readonly issuer: string;
  readonly fingerprint: string;
}

export function stepRow({ step, ok, detail, remedy, pin }: Step): HTMLElement {
  const name = element("b", {}, text(`vcenter-connection.step.${step}`));
  const row = element("li", {}, icon(ok), name, `: ${detail || text("vcenter-connection.step.notTried")}`);
  if (remedy !== "") {
    row.append(element("p", {}, remedy));
  }
  if (pin !== undefined) {
    const issuer = text("vcenter-connection.label.issuer", { issuer: pin.issuer });
    row.append(element("p", {}, issuer), element("p", {}, `SHA-256 (${pin.host}): ${pin.fingerprint}`), pinButton(pin));
  }
  return row;
}

function icon(ok: boolean | null): HTMLElement {
  const look = ok === null ? "fa-minus" : ok ? "fa-check" : "fa-times";
  return element("i", { "class": `fa ${look}`, "aria-hidden": "true" });
}

function pinButton(pin: Pin): HTMLElement {
  const button = element("button", { type: "button", class: "red-ui-button red-ui-button-small vcenter-guest-pin" }, text("vcenter-connection.label.pin"));
  button.addEventListener("click", () => {
    trust(pin);
  });
  return button;
}

/** Adds the certificate to the fingerprints, where a person sees it. */
function trust({ host, fingerprint }: Pin): void {
  const field = configField("fingerprints");
  const lines = field.value.trimEnd();
  field.value = `${lines}${lines && "\n"}${host}=${fingerprint}`;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  const section = field.closest("details");
  if (section !== null) {
    section.open = true;
  }
  field.focus();
}
