import type { GuestCredentials } from "../guest/credentials";
import { GuestError } from "../guest/guest-error";
import type { GuestSession } from "../guest/guest-session";
import type { Machine } from "../guest/machine";
import { runInGuest } from "../guest/run-in-guest";
import type { World } from "../world/world";
import { type ApiCall, pathVariable } from "./api-call";
import { guestAnswer } from "./guest-answers";
import { message, VapiError } from "./vapi-error";

/** The VM that the path names, or 404 without `data`: that is how it differs from a missing path. */
export function findMachine(call: ApiCall): Machine {
  const vm = pathVariable(call, "vm");
  const machine = call.world.inventory.find(vm);
  if (machine === null) {
    const text = `The virtual machine ${vm} was not found.`;
    const messages = [message("com.vmware.api.vcenter.vm.not_found", text, vm)];
    throw new VapiError({ status: 404, type: "NOT_FOUND", messages });
  }
  return machine;
}

export interface GuestOperation {
  privilege: string;
  toolsConfKey: string;
  checkArguments?: (machine: Machine) => void;
}

/** Runs the work of one operation inside the guest, and words what goes wrong there. */
export async function inGuest<T>(
  call: ApiCall,
  operation: GuestOperation,
  work: (session: GuestSession) => Promise<T> | T,
): Promise<T> {
  const { credentials } = call.body as { credentials: GuestCredentials };
  checkCredentials(credentials);
  const machine = findMachine(call);
  const bytes = Buffer.byteLength(JSON.stringify(call.body));
  try {
    return await runInGuest(machine, { ...operation, credentials, bytes }, surroundings(call.world), work);
  } catch (error) {
    throw error instanceof GuestError ? guestAnswer(machine, error) : error;
  }
}

/** Exactly the secret that goes with the type must be set: CONTRACT.md section 4. */
function checkCredentials({ type, password, saml_token }: GuestCredentials): void {
  const right = type === "USERNAME_PASSWORD" ? password : saml_token;
  const wrong = type === "USERNAME_PASSWORD" ? saml_token : password;
  if (right === undefined || wrong !== undefined) {
    const id = right === undefined ? "vapi.data.structure.union.missing" : "vapi.data.structure.union.extra";
    const messages = [message(id, `The credentials do not fit their type ${type}.`, type)];
    throw new VapiError({ status: 400, type: "INVALID_ARGUMENT", messages, mayBeUndeclared: true });
  }
}

function surroundings(world: World): Parameters<typeof runInGuest>[2] {
  return {
    loginAccepted: () => {
      world.journal.countGuestLogin("accepted");
    },
    loginRefused: async (machine, credentials) => {
      world.journal.countGuestLogin("refused");
      machine.countRefusal(credentials.user_name ?? "", world.settings.guest_lockout.failures);
      await world.pauses.wait(world.settings.guest_login_refusal_ms);
    },
    pause: (ms) => world.pauses.wait(ms),
  };
}
