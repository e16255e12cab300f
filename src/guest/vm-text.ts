import { invalid } from "../vcenter/error";
import { checkBytes, checkEncodable, type Given, optionalText } from "./given";

const VM_BYTES = 255;

/**
 * The id or name of a VM.
 *
 * @throws VCenterError INVALID_ARGUMENT, subject `message`.
 */
export function vmText(given: Given): string {
  const text = optionalText(given);
  if (text === undefined || text === "") {
    throw invalid("message", `The ${given.name} is missing. Give the id of a VM, like vm-42, or its name where the node finds VMs by name.`);
  }
  if (text === "." || text === "..") {
    throw invalid("message", `The ${given.name} is "${text}", which is neither the id nor the name of a VM.`);
  }
  checkEncodable(text, given.name);
  checkBytes(text, VM_BYTES, given.name);
  return text;
}
