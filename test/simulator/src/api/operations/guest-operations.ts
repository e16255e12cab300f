import { GuestError } from "../../guest/guest-error";
import { PRIVILEGES } from "../../model/vm";
import type { Answer } from "../answer";
import type { ApiCall } from "../api-call";
import { guestAnswer } from "../guest-answers";
import { findMachine } from "../guest-call";
import { VapiError } from "../vapi-error";

/** GET /vcenter/vm/{vm}/guest/operations: can guest operations be asked for just now? */
export function getGuestOperations(call: ApiCall): Answer {
  const machine = findMachine(call);
  const { config } = machine;
  if (config.privileges[PRIVILEGES.read] === false) {
    const { fields } = guestAnswer(machine, new GuestError("NO_PERMISSION"));
    throw new VapiError({ ...fields, mayBeUndeclared: true });
  }
  const ready = config.power_state === "POWERED_ON" && !config.transition && config.tools !== "not_running";
  return {
    status: 200,
    body: {
      guest_operations_ready: ready,
      interactive_guest_operations_ready: ready && config.interactive_user !== null,
    },
  };
}
