import { VCenterError } from "../vcenter/error";
import { explain } from "../vcenter/explain";
import { Interrupted } from "../vcenter/interrupted";
import { attempt } from "./attempt";
import type { Ready } from "./ready";
import { isSafeToRepeat } from "./retry";
import type { IsReady } from "./tools";
import type { Task, Work } from "./work";

/**
 * A try that waits for VMware Tools where the job may. Called again it goes on with the same patience.
 *
 * @throws as `attempt`; SERVICE_UNAVAILABLE, subject `tools`, if they are not ready.
 */
export function whenReady<T>(ready: Ready, work: Work<T>): () => Promise<T> {
  const { pool, job, credentials } = ready;
  const isReady: IsReady = (readiness) =>
    credentials.interactive_session ? readiness.interactive_guest_operations_ready : readiness.guest_operations_ready;
  let due: number | undefined;

  async function wait(error: VCenterError): Promise<void> {
    due ??= pool.tools.notReadySince(work.vm) + work.waitForTools;
    const end = due;
    job.phase = "waiting";
    await job.untimed(() => pool.tools.ready(job, work.vm, isReady, end, error));
    job.phase = "running";
  }

  return async () => {
    for (;;) {
      try {
        return await attempt(ready, work);
      } catch (error) {
        if (!isOfTools(error, work) || !(await areDown(ready, work, isReady))) {
          throw error;
        }
        const blamed = blamedOnTools(error, ready, work);
        if (work.waitForTools === 0 || !isSafeToRepeat(error, work.operation)) {
          throw blamed;
        }
        await wait(blamed);
      }
    }
  };
}

/** A guest call that vCenter cannot serve: the guest's fault, or vCenter's own? (CONTRACT.md section 4) */
function isOfTools(error: unknown, { operation }: Task): error is VCenterError {
  return (
    error instanceof VCenterError && error.code === "SERVICE_UNAVAILABLE" && error.cause.operation === operation.name
  );
}

async function areDown({ pool, job }: Ready, { vm }: Task, isReady: IsReady): Promise<boolean> {
  try {
    const readiness = await job.until(pool.tools.readiness(vm));
    return readiness !== undefined && !isReady(readiness);
  } catch (error) {
    if (error instanceof Interrupted && error.reason === "TIMED_OUT") {
      // The failure that led to the question says more.
      return false;
    }
    throw error;
  }
}

function blamedOnTools({ code, cause }: VCenterError, { pool }: Ready, { operation, vm }: Task): VCenterError {
  const toolsCause = { ...cause, subject: "tools" } as const;
  return new VCenterError(explain({ code, ...toolsCause }, { operation, server: pool.server, vm }), code, toolsCause);
}
