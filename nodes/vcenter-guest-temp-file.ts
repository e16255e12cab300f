import type { NodeAPI } from "node-red";
import { createTemporary } from "../src/guest/create-temporary";
import { Keeper } from "../src/guest/ledger/keeper";
import { lifetimeOf } from "../src/guest/ledger/lifetime";
import { TIMINGS, type Timings } from "../src/guest/ledger/pauses";
import { recoverTemporary } from "../src/guest/recover/recover-temporary";
import { temporaryRequest } from "../src/guest/temporary-request";
import type { ActionDef } from "../src/runtime/action-message";
import { registerAction } from "../src/runtime/action-node";
import { Removals } from "../src/runtime/removals";
import { choice, flag } from "../src/runtime/plain-values";

interface TempFileDef extends ActionDef {
  readonly kind?: unknown;
  readonly removal?: unknown;
  readonly recover?: unknown;
}

/** Creates a temporary file or directory in a VM, finds it again after a lost answer, and removes it when its time has come. */
export default function (RED: NodeAPI, timings: Timings = TIMINGS): void {
  const removals = new Removals(RED, timings);
  registerAction<TempFileDef>(RED, "vcenter-guest-temp-file", async (message) => {
    const { def, job, connection } = message;
    const isRemoved = choice(def.removal, "removal", ["manual", "lifetime"]) === "lifetime";
    const isRecovering = flag(def.recover, "recover", false);
    const lifetime = isRemoved ? lifetimeOf(await message.value("lifetime")) : undefined;
    const isKept = isRemoved || isRecovering;
    const given = {
      prefix: await message.value("prefix"),
      suffix: await message.value("suffix"),
      parentPath: await message.value("parentPath", "parent path"),
    };
    const request = temporaryRequest(choice(def.kind, "kind", ["file", "directory"]), given, isKept);
    const keeping = isKept ? { lifetime, sweeps: timings.sweeps, ledger: await job.until(removals.ledger()) } : undefined;
    const place = await message.place();
    const { id, pool } = connection;
    const keeper = keeping && new Keeper({ ...keeping, server: pool.server, connection: id, login: place.login });
    const found =
      keeper && isRecovering ? await recoverTemporary(pool, job, request, place, { keeper, looks: timings.looks }) : undefined;
    const path = found?.path ?? (await createTemporary(pool, job, request, place, keeper));
    return { payload: path, made: { path, kind: request.kind, recovered: found?.recovered }, guest: message.facts(place) };
  });
}
