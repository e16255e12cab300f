import { checkTransferArguments, fileToDownload, placeToUpload } from "../../guest/check-transfer";
import type { GuestSession } from "../../guest/guest-session";
import type { Machine } from "../../guest/machine";
import { directionOf, type TransferSpec } from "../../guest/transfer-spec";
import { checkGift } from "../../guest/upload-attributes";
import { PRIVILEGES } from "../../model/vm";
import { transferUrl } from "../../world/endpoints";
import type { World } from "../../world/world";
import type { Answer } from "../answer";
import type { ApiCall } from "../api-call";
import { inGuest } from "../guest-call";

const TOOLS_CONF_KEYS = { upload: "InitiateFileTransferToGuest", download: "InitiateFileTransferFromGuest" } as const;

/** POST .../guest/filesystem?action=create */
export async function createTransfer(call: ApiCall): Promise<Answer> {
  const { spec } = call.body as { spec: TransferSpec };
  const operation = {
    // Both directions need it: CONTRACT.md section 6.
    privilege: PRIVILEGES.modify,
    toolsConfKey: TOOLS_CONF_KEYS[directionOf(spec)],
    checkArguments: ({ config }: Machine): void => checkTransferArguments(config.family, spec),
  };
  const url = await inGuest(call, operation, (session) => issue(call.world, session, spec));
  return { status: 201, body: url };
}

function issue(world: World, session: GuestSession, spec: TransferSpec): string {
  checkInGuest(session, spec);
  const listener = world.settings.transfer_url_host === "*" ? "main" : "esxi";
  const { machine, user } = session;
  const ticket = world.transfers.issue({ machine, user, spec, listener });
  world.transferLog.countIssued();
  return transferUrl(world.endpoints, ticket);
}

function checkInGuest(session: GuestSession, { path, attributes }: TransferSpec): void {
  if (attributes === undefined) {
    fileToDownload(session, path);
    return;
  }
  placeToUpload(session, path, attributes);
  checkGift(session, attributes, path);
}
