import type { FastifyInstance } from "fastify";
import type { Entry } from "../guest/entry";
import type { FileTree } from "../guest/file-tree";
import { GuestError } from "../guest/guest-error";
import { type Control, machineOf } from "./control";
import { describeEntry } from "./describe-entry";
import { ControlError, readInput } from "./input";
import { FILE } from "./schemas";
import { type FileOrder, putFile } from "./put-file";

interface FileParams {
  Params: { vm: string };
  Querystring: { path?: string };
}

const ROUTE = "/_simulator/vms/:vm/files";

/** Looks into the file tree of a guest, and changes it, past all permissions. */
export function addFileRoutes(app: FastifyInstance, control: Control): void {
  app.get<FileParams>(ROUTE, async ({ params, query }) => {
    const files = await machineOf(control, params.vm).files();
    return describeEntry(files, entryAt(files, query.path));
  });

  app.get<FileParams>(`${ROUTE}/text`, async ({ params, query }) => {
    const files = await machineOf(control, params.vm).files();
    const entry = entryAt(files, query.path);
    if (entry.type !== "FILE") {
      throw new ControlError(400, `Wrong value: ${query.path ?? ""} is no file.`);
    }
    return { text: (await files.store.read(entry.blob)).toString("utf8") };
  });

  app.put<FileParams>(ROUTE, async ({ params, body }) => {
    const files = await machineOf(control, params.vm).files();
    const order = readInput(body, FILE) as unknown as FileOrder;
    await putFile(files, order);
    return describeEntry(files, entryAt(files, order.path));
  });

  app.delete<FileParams>(ROUTE, async ({ params, query }) => {
    const files = await machineOf(control, params.vm).files();
    await files.removeTree(null, entryAt(files, query.path), query.path ?? "");
    return {};
  });
}

/** What is at the path itself: a link is not followed. */
function entryAt(files: FileTree, path: string | undefined): Entry {
  if (path === undefined || path === "") {
    throw new ControlError(400, "Give a path.");
  }
  const entry = lookUp(files, path);
  if (entry === null) {
    throw new ControlError(404, `There is no ${path} in the guest.`);
  }
  return entry;
}

function lookUp(files: FileTree, path: string): Entry | null {
  try {
    return files.findItself(null, path);
  } catch (error) {
    if (error instanceof GuestError) {
      return null;
    }
    throw error;
  }
}
