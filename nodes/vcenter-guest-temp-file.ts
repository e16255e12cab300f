import type { NodeAPI } from "node-red";
import { createTemporary } from "../src/guest/create-temporary";
import { temporaryRequest } from "../src/guest/temporary-request";
import type { ActionDef } from "../src/runtime/action-message";
import { registerAction } from "../src/runtime/action-node";

interface TempFileDef extends ActionDef {
  readonly kind?: string;
}

/** Creates a temporary file or directory in a VM. */
export default function (RED: NodeAPI): void {
  registerAction<TempFileDef>(RED, "vcenter-guest-temp-file", async (message) => {
    const { def, job, connection } = message;
    const request = temporaryRequest(def.kind === "directory" ? "directory" : "file", {
      prefix: await message.value("prefix"),
      suffix: await message.value("suffix"),
      parentPath: await message.value("parentPath", "parent path"),
    });
    const place = await message.place();
    const path = await createTemporary(connection.pool, job, request, place);
    return { payload: path, guest: { path, kind: request.kind, ...message.facts(place) } };
  });
}
