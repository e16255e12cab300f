import type { Bench } from "./bench";
import { LINUX, type Reply } from "./support";

/** What makes a call to a guest fail, and how it is answered. */
export interface Row {
  condition: string;
  prepare?: (bench: Bench) => Promise<unknown>;
  call?: (bench: Bench) => Promise<Reply>;
  expect: [status: number, type: string, reason?: string];
}

export const parent =
  (parent_path: string) =>
  (bench: Bench): Promise<Reply> =>
    bench.temporary(LINUX, { parent_path });

export const as =
  (change: Record<string, unknown>, vm = LINUX) =>
  (bench: Bench): Promise<Reply> =>
    bench.temporary(vm, { credentials: bench.credentials(change) });

export const vm =
  (change: Record<string, unknown>) =>
  (bench: Bench): Promise<unknown> =>
    bench.vm(LINUX, change);

export const file =
  (order: Record<string, unknown>) =>
  (bench: Bench): Promise<unknown> =>
    bench.put(LINUX, order);

export const user =
  (change: Record<string, unknown>) =>
  (bench: Bench): Promise<unknown> =>
    bench.user(LINUX, "worker", change);

export const SAML = { type: "SAML_BEARER_TOKEN", user_name: undefined, password: undefined };
export const SAML_OF_WORKER = { ...SAML, saml_token: "test-only-saml-token-of-worker" };
export const INTERACTIVE = { interactive_session: true };

/** Brings the condition about, and calls. */
export async function provoke(bench: Bench, { prepare, call }: Row): Promise<Reply> {
  await prepare?.(bench);
  return call === undefined ? bench.temporary(LINUX) : call(bench);
}
