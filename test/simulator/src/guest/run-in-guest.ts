import { GuestError } from "./guest-error";
import type { GuestCredentials } from "./credentials";
import type { GuestSession } from "./guest-session";
import { login } from "./login";
import type { Machine } from "./machine";

/** What a guest operation needs, before its own work begins. */
export interface GuestCall {
  privilege: string;
  /** The key that switches it off in the guest's tools.conf. */
  toolsConfKey: string;
  credentials: GuestCredentials;
  /** What Tools refuse in the arguments before they look at the login. */
  checkArguments?: (machine: Machine) => void;
  /** How large the request is on its way into the guest. */
  bytes: number;
}

/** Longest message into the guest (open-vm-tools lib/include/guest_msg_def.h). */
const MESSAGE_LIMIT = 64 * 1024;

/** What the world around the guest does at a login and in between. */
export interface GuestSurroundings {
  loginAccepted(): void;
  loginRefused(machine: Machine, credentials: GuestCredentials): Promise<void>;
  pause(ms: number): Promise<void>;
}

/**
 * Runs a guest operation in the order of the real one: vCenter's checks, the turn, then in the guest
 * frozen, switched off, login, and only then the work.
 */
export async function runInGuest<T>(
  machine: Machine,
  call: GuestCall,
  surroundings: GuestSurroundings,
  work: (session: GuestSession) => Promise<T> | T,
): Promise<T> {
  checkPrivilege(machine, call.privilege);
  checkReachable(machine);
  return machine.turn.take(async () => {
    await surroundings.pause(machine.config.latency_ms);
    checkReachable(machine);
    checkSize(call);
    checkService(machine, call.toolsConfKey);
    call.checkArguments?.(machine);
    const user = await loginInGuest(machine, call.credentials, surroundings);
    const session = { machine, user, files: await machine.files() };
    return machine.config.tools === "dies_in_mid_call" ? die(session, work) : work(session);
  });
}

export function checkPrivilege(machine: Machine, privilege: string): void {
  if (machine.config.privileges[privilege] === false) {
    throw new GuestError("NO_PERMISSION");
  }
}

function checkReachable({ config }: Machine): void {
  if (config.transition) {
    throw new GuestError("INVALID_STATE");
  }
  if (config.power_state !== "POWERED_ON") {
    throw new GuestError("INVALID_POWER_STATE");
  }
  if (config.busy) {
    throw new GuestError("TASK_IN_PROGRESS");
  }
  if (config.tools === "not_running") {
    throw new GuestError("TOOLS_UNAVAILABLE");
  }
}

function checkSize({ bytes }: GuestCall): void {
  if (bytes > MESSAGE_LIMIT) {
    throw new GuestError("FAIL");
  }
}

/** Before any login: a switched-off operation answers so even for a wrong password (open-vm-tools vixTools.c). */
function checkService({ config }: Machine, toolsConfKey: string): void {
  if (config.frozen) {
    throw new GuestError("OBJECT_IS_BUSY");
  }
  if (config.tools_conf["disabled"] === true || config.tools_conf[toolsConfKey] === true) {
    throw new GuestError("OPERATION_DISABLED");
  }
  if (config.tools === "too_old") {
    throw new GuestError("UNRECOGNIZED_COMMAND_IN_GUEST");
  }
}

async function loginInGuest(
  machine: Machine,
  credentials: GuestCredentials,
  surroundings: GuestSurroundings,
): Promise<GuestSession["user"]> {
  try {
    const user = login(machine, credentials);
    machine.forgetRefusals(user);
    surroundings.loginAccepted();
    return user;
  } catch (error) {
    if (error instanceof GuestError && error.code === "INVALID_LOGIN_CREDENTIALS") {
      await surroundings.loginRefused(machine, credentials);
    }
    throw error;
  }
}

/** The work is done and nobody hears of it: how a call ends whose Tools die in the middle. */
async function die(session: GuestSession, work: (session: GuestSession) => unknown): Promise<never> {
  await Promise.allSettled([Promise.resolve(session).then(work)]);
  throw new GuestError("TOOLS_NOT_RUNNING");
}
