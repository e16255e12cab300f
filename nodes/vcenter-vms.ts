import type { NodeAPI } from "node-red";
import { listVms } from "../src/guest/list-vms";
import { vmQuery } from "../src/guest/vm-query";
import type { ActionDef } from "../src/runtime/action-message";
import { registerAction } from "../src/runtime/action-node";
import { choice } from "../src/runtime/plain-values";

interface VmsDef extends ActionDef {
  readonly powerState?: unknown;
}

/** Finds VMs, to split and chain. */
export default function (RED: NodeAPI): void {
  registerAction<VmsDef>(RED, "vcenter-vms", async (message) => {
    const { def, job, connection } = message;
    const query = vmQuery({
      names: await message.value("names"),
      pattern: await message.value("pattern"),
      ids: {
        folders: await message.value("folders"),
        clusters: await message.value("clusters"),
        hosts: await message.value("hosts"),
        datacenters: await message.value("datacenters"),
        resource_pools: await message.value("resourcePools", "resource pools"),
      },
      powerState: choice(def.powerState, "powerState", ["any", "POWERED_ON", "POWERED_OFF", "SUSPENDED"]),
    });
    return { payload: await listVms(connection.pool, job, query, await message.patience()) };
  });
}
