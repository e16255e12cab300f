import type { FastifyInstance } from "fastify";
import { type Control, machineOf } from "./control";
import { describeEntry } from "./describe-entry";
import { entryAt } from "./entry-at";
import { readInput } from "./input";
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
