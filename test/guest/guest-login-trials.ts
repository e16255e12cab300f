import { GuestLogin } from "../../src/guest/guest-login";
import { Job } from "../../src/guest/job";
import type { Trial } from "../../src/guest/trial";
import type { VCenterError } from "../../src/vcenter/error";
import { callError } from "./stubs";

export const MINUTE = 60_000;

/** A login that was never used. */
export function newLogin(): GuestLogin {
  const worker = { interactive_session: false, type: "USERNAME_PASSWORD", user_name: "worker", password: "1" } as const;
  return new GuestLogin({ isOpen: false }, worker);
}

/** The permission for a request, as soon as there is one. */
export async function permitted(login: GuestLogin, vm: string): Promise<Trial> {
  for (;;) {
    const trial = login.trial(vm);
    if (trial !== undefined) {
      return trial;
    }
    await login.wait(new Job(), vm);
  }
}

/** How a guest refuses a login. */
export function refusal(): VCenterError {
  return callError("UNAUTHENTICATED", { subject: "guest-login", status: 401 });
}
