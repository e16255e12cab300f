import { createTemporary, type TemporarySpec } from "../../guest/create-temporary";
import { PRIVILEGES } from "../../model/vm";
import type { Answer } from "../answer";
import type { ApiCall } from "../api-call";
import { inGuest } from "../guest-call";

interface TemporaryBody {
  prefix: string;
  suffix: string;
  parent_path?: string;
}

/** POST .../guest/filesystem/files?action=createTemporary */
export function createTemporaryFile(call: ApiCall): Promise<Answer> {
  return create(call, "FILE", "CreateTemporaryFileInGuest");
}

/** POST .../guest/filesystem/directories?action=createTemporary */
export function createTemporaryDirectory(call: ApiCall): Promise<Answer> {
  return create(call, "DIRECTORY", "CreateTemporaryDirectoryInGuest");
}

async function create(call: ApiCall, kind: TemporarySpec["kind"], toolsConfKey: string): Promise<Answer> {
  const { prefix, suffix, parent_path: parentPath = "" } = call.body as TemporaryBody;
  const path = await inGuest(call, { privilege: PRIVILEGES.modify, toolsConfKey }, (session) =>
    createTemporary(session, { kind, prefix, suffix, parentPath }),
  );
  return { status: 200, body: path };
}
