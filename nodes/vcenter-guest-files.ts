import type { NodeAPI } from "node-red";
import { workOnFiles } from "../src/guest/files-job";
import { attributesRequest, deleteRequest, type FilesRequest, listRequest, moveRequest } from "../src/guest/files-request";
import { guestPathText } from "../src/guest/guest-path-text";
import type { ActionDef, ActionMessage } from "../src/runtime/action-message";
import { registerAction } from "../src/runtime/action-node";
import { flag } from "../src/runtime/plain-values";
import { invalid } from "../src/vcenter/error";

interface FilesDef extends ActionDef {
  readonly operation?: string;
  readonly recursive?: unknown;
  readonly parents?: unknown;
  readonly overwrite?: unknown;
  readonly hidden?: unknown;
  readonly readOnly?: unknown;
}

/** Lists, looks at, makes, moves and deletes files and directories in a VM, and sets their attributes. */
export default function (RED: NodeAPI): void {
  registerAction<FilesDef>(RED, "vcenter-guest-files", async (message) => {
    const request = await requestOf(message);
    const place = await message.place();
    const { payload, made } = await workOnFiles(message.connection.pool, message.job, request, place);
    return { payload, made, guest: message.facts(place) };
  });
}

/** Only what the operation uses is read. */
async function requestOf(message: ActionMessage<FilesDef>): Promise<FilesRequest> {
  const { operation = "list", recursive, parents, overwrite, hidden, readOnly } = message.def;
  const path = await message.value("path");
  switch (operation) {
    case "list":
      return listRequest(path, await message.value("pattern"));
    case "stat":
      return { operation, path: guestPathText(path) };
    case "make-directory":
      return { operation, path: guestPathText(path), parents: flag(parents, "parents", false) };
    case "move":
      return moveRequest(path, await message.value("newPath", "new path"), flag(overwrite, "overwrite", false));
    case "delete":
      return deleteRequest(path, flag(recursive, "recursive", false));
    case "set-attributes":
      return attributesRequest(path, {
        permissions: await message.value("permissions"),
        ownerId: await message.value("ownerId", "owner"),
        groupId: await message.value("groupId", "group"),
        hidden: flag(hidden, "hidden", undefined),
        readOnly: flag(readOnly, "readOnly", undefined),
      });
    default:
      throw invalid("configuration", "The operation of the node does not exist. Choose one in the node.");
  }
}
