import { getFile } from "../../guest/get-file";
import { listFiles } from "../../guest/list-files";
import type { Machine } from "../../guest/machine";
import { moveFile } from "../../guest/move";
import { refuseEmpty } from "../../guest/probe";
import { type AttributeChange, checkChange, updateFile } from "../../guest/update-file";
import { PRIVILEGES } from "../../model/vm";
import type { Answer } from "../answer";
import { type ApiCall, pathVariable } from "../api-call";
import { fileInfo } from "../file-info";
import { inGuest } from "../guest-call";
import { checkIteration, type Iteration, listResult } from "../list-result";

interface ListBody {
  path: string;
  iteration?: Partial<Iteration>;
  filter?: { match_pattern?: string };
}

interface MoveBody {
  path: string;
  new_path: string;
  overwrite?: boolean;
}

interface UpdateBody {
  path: string;
  file_attributes: AttributeChange;
}

/** Unless the caller says how many: CONTRACT.md section 6. */
const PAGE_SIZE = 50;

/** POST .../guest/filesystem/files?action=list */
export async function listGuestFiles(call: ApiCall): Promise<Answer> {
  const { path, iteration = {}, filter = {} } = call.body as ListBody;
  const { size = PAGE_SIZE, index = 0 } = iteration;
  const { match_pattern: pattern = "" } = filter;
  const checkArguments = (): void => {
    checkIteration({ size, index });
    refuseEmpty(path);
  };
  const operation = { privilege: PRIVILEGES.query, toolsConfKey: "ListFilesInGuest", checkArguments };
  const page = await inGuest(call, operation, (session) => listFiles(session, { path, size, index, pattern }));
  return { status: 200, body: listResult(page, index) };
}

/** POST .../guest/filesystem/files/{path}?action=get. Tools know it as a list of one. */
export async function getGuestFile(call: ApiCall): Promise<Answer> {
  const path = pathVariable(call, "path");
  const operation = { privilege: PRIVILEGES.query, toolsConfKey: "ListFilesInGuest" };
  const body = await inGuest(call, operation, async (session) => {
    const { family } = session.machine.config;
    return fileInfo(family, session.machine.users, await getFile(session, path));
  });
  return { status: 200, body };
}

/** POST .../guest/filesystem/files?action=move */
export async function moveGuestFile(call: ApiCall): Promise<Answer> {
  const { path, new_path: newPath, overwrite = false } = call.body as MoveBody;
  const checkArguments = (): void => refuseEmpty(path, newPath);
  const operation = { privilege: PRIVILEGES.modify, toolsConfKey: "MoveFileInGuest", checkArguments };
  await inGuest(call, operation, (session) => moveFile(session, { path, newPath }, overwrite));
  return { status: 204 };
}

/** POST .../guest/filesystem/files?action=update */
export async function updateGuestFile(call: ApiCall): Promise<Answer> {
  const { path, file_attributes: change } = call.body as UpdateBody;
  const operation = {
    privilege: PRIVILEGES.modify,
    toolsConfKey: "ChangeFileAttributesInGuest",
    checkArguments: ({ config }: Machine): void => {
      refuseEmpty(path);
      checkChange(config.family, change);
    },
  };
  await inGuest(call, operation, (session) => updateFile(session, path, change));
  return { status: 204 };
}
