import type { NodeAPI } from "node-red";
import { type Content, contentOf } from "../src/guest/content";
import { localSource } from "../src/guest/local-source";
import { uploadFile } from "../src/guest/upload-file";
import { uploadRequest } from "../src/guest/upload-request";
import type { ActionDef, ActionMessage } from "../src/runtime/action-message";
import { registerAction } from "../src/runtime/action-node";
import { localFile } from "../src/runtime/local-files";

interface UploadDef extends ActionDef {
  readonly from?: string;
  readonly overwrite?: boolean;
  readonly atomic?: boolean;
  readonly hidden?: boolean;
  readonly readOnly?: boolean;
  readonly createParents?: boolean;
  readonly verify?: boolean;
}

/** Puts bytes into a file in a VM. */
export default function (RED: NodeAPI): void {
  registerAction<UploadDef>(RED, "vcenter-guest-upload", async (message) => {
    const { def, job, connection } = message;
    const attributes = {
      permissions: await message.value("permissions"),
      ownerId: await message.value("ownerId", "owner"),
      groupId: await message.value("groupId", "group"),
      hidden: def.hidden === true || undefined,
      readOnly: def.readOnly === true || undefined,
    };
    const { overwrite, atomic, createParents, verify } = def;
    const request = uploadRequest(await message.value("path"), attributes, {
      overwrite: overwrite !== false,
      atomic: atomic === true,
      createParents: createParents === true,
      verify: verify !== false,
    });
    const content = await contentFor(message);
    const place = await message.place();
    await uploadFile(connection.pool, job, { request, content, hosts: connection.hosts }, place);
    const { path } = request;
    return { payload: path, guest: { path, kind: "file", ...message.facts(place) } };
  });
}

async function contentFor(message: ActionMessage<UploadDef>): Promise<Content> {
  return message.def.from === "file"
    ? localSource(localFile(message.RED, await message.value("filename")))
    : contentOf(await message.value("source", "content"));
}
