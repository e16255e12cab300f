import type { NodeAPI } from "node-red";
import { type Content, contentOf } from "../src/guest/content";
import { localSource } from "../src/guest/local-source";
import { uploadFile } from "../src/guest/upload-file";
import { uploadRequest } from "../src/guest/upload-request";
import type { ActionDef, ActionMessage } from "../src/runtime/action-message";
import { registerAction } from "../src/runtime/action-node";
import { localFile } from "../src/runtime/local-files";
import { choice, flag } from "../src/runtime/plain-values";

interface UploadDef extends ActionDef {
  readonly from?: unknown;
  readonly overwrite?: unknown;
  readonly atomic?: unknown;
  readonly hidden?: unknown;
  readonly readOnly?: unknown;
  readonly createParents?: unknown;
  readonly verify?: unknown;
}

/** Puts bytes into a file in a VM. */
export default function (RED: NodeAPI): void {
  registerAction<UploadDef>(RED, "vcenter-guest-upload", async (message) => {
    const { def, job, connection } = message;
    const attributes = {
      permissions: await message.value("permissions"),
      ownerId: await message.value("ownerId", "owner"),
      groupId: await message.value("groupId", "group"),
      hidden: flag(def.hidden, "hidden", false) || undefined,
      readOnly: flag(def.readOnly, "readOnly", false) || undefined,
    };
    const request = uploadRequest(await message.value("path"), attributes, {
      overwrite: flag(def.overwrite, "overwrite", true),
      atomic: flag(def.atomic, "atomic", false),
      createParents: flag(def.createParents, "createParents", false),
      verify: flag(def.verify, "verify", true),
    });
    const content = await contentFor(message);
    const place = await message.place();
    await uploadFile(connection.pool, job, { request, content, hosts: connection.hosts }, place);
    const { path } = request;
    return { payload: path, made: { path, kind: "file" }, guest: message.facts(place) };
  });
}

async function contentFor(message: ActionMessage<UploadDef>): Promise<Content> {
  return choice(message.def.from, "from", ["message", "file"]) === "file"
    ? localSource(localFile(message.RED, await message.value("filename")))
    : contentOf(await message.value("source", "content"));
}
