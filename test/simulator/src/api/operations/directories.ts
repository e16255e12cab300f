import { createDirectory } from "../../guest/create-directory";
import { moveDirectory } from "../../guest/move";
import { refuseEmpty } from "../../guest/probe";
import { PRIVILEGES } from "../../model/vm";
import type { Answer } from "../answer";
import type { ApiCall } from "../api-call";
import { inGuest } from "../guest-call";

interface CreateBody {
  path: string;
  create_parents?: boolean;
}

interface MoveBody {
  path: string;
  new_path: string;
}

/** POST .../guest/filesystem/directories?action=create */
export async function createGuestDirectory(call: ApiCall): Promise<Answer> {
  const { path, create_parents: createParents = false } = call.body as CreateBody;
  const checkArguments = (): void => refuseEmpty(path);
  const operation = { privilege: PRIVILEGES.modify, toolsConfKey: "MakeDirectoryInGuest", checkArguments };
  await inGuest(call, operation, (session) => createDirectory(session, path, createParents));
  return { status: 204 };
}

/** POST .../guest/filesystem/directories?action=move */
export async function moveGuestDirectory(call: ApiCall): Promise<Answer> {
  const { path, new_path: newPath } = call.body as MoveBody;
  const checkArguments = (): void => refuseEmpty(path, newPath);
  const operation = { privilege: PRIVILEGES.modify, toolsConfKey: "MoveDirectoryInGuest", checkArguments };
  await inGuest(call, operation, (session) => moveDirectory(session, { path, newPath }));
  return { status: 204 };
}
