import { deleteDirectory } from "../../guest/delete-directory";
import { deleteFile } from "../../guest/delete-file";
import { refuseEmpty } from "../../guest/probe";
import { PRIVILEGES } from "../../model/vm";
import type { Answer } from "../answer";
import { type ApiCall, pathVariable } from "../api-call";
import { inGuest } from "../guest-call";

interface DeleteDirectoryBody {
  path: string;
  recursive?: boolean;
}

/** POST .../guest/filesystem/files/{path}?action=delete */
export async function deleteGuestFile(call: ApiCall): Promise<Answer> {
  const path = pathVariable(call, "path");
  const operation = { privilege: PRIVILEGES.modify, toolsConfKey: "DeleteFileInGuest" };
  await inGuest(call, operation, (session) => deleteFile(session, path));
  return { status: 204 };
}

/** POST .../guest/filesystem/directories?action=delete */
export async function deleteGuestDirectory(call: ApiCall): Promise<Answer> {
  const { path, recursive = false } = call.body as DeleteDirectoryBody;
  const checkArguments = (): void => refuseEmpty(path);
  const operation = { privilege: PRIVILEGES.modify, toolsConfKey: "DeleteDirectoryInGuest", checkArguments };
  await inGuest(call, operation, (session) => deleteDirectory(session, path, recursive));
  return { status: 204 };
}
