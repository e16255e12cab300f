import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { FileEntry } from "../guest/entry";
import type { FileTree } from "../guest/file-tree";
import { type Control, machineOf } from "./control";
import { entryAt, lookUp } from "./entry-at";
import { ControlError } from "./input";
import { putFile } from "./put-file";

interface ContentParams {
  Params: { vm: string };
  Querystring: { path?: string };
}

const ROUTE = "/_simulator/vms/:vm/files";

/** Bytes of a guest's files, past all permissions. */
export function addContentRoutes(app: FastifyInstance, control: Control): void {
  app.get<ContentParams>(`${ROUTE}/content`, async ({ params, query }, reply) => {
    const { bytes } = await contentOf(control, params.vm, query.path);
    return reply.type("application/octet-stream").send(Readable.from(bytes));
  });

  app.get<ContentParams>(`${ROUTE}/digest`, async ({ params, query }) => {
    const { size, bytes } = await contentOf(control, params.vm, query.path);
    const hash = createHash("sha256");
    for await (const chunk of bytes) {
      hash.update(chunk);
    }
    return { size, sha256: hash.digest("hex") };
  });

  app.put<ContentParams>(`${ROUTE}/content`, async ({ params, query, body }) => {
    const files = await machineOf(control, params.vm).files();
    await putContent(files, query.path ?? "", Buffer.isBuffer(body) ? body : Buffer.alloc(0));
    return {};
  });
}

async function contentOf(
  control: Control,
  vm: string,
  path: string | undefined,
): Promise<{ size: number; bytes: AsyncIterable<Buffer> }> {
  const files = await machineOf(control, vm).files();
  const { blob } = fileAt(files, path);
  const size = await files.store.size(blob);
  return { size, bytes: files.store.read(blob, 0, size) };
}

function fileAt(files: FileTree, path: string | undefined): FileEntry {
  const entry = entryAt(files, path);
  if (entry.type !== "FILE") {
    throw new ControlError(400, `${String(path)} is no file.`);
  }
  return entry;
}

/** A file that is there keeps mode, owner and all else. */
async function putContent(files: FileTree, path: string, content: Buffer): Promise<void> {
  if (lookUp(files, path) === null) {
    await putFile(files, { path, type: "FILE", content });
    return;
  }
  const file = fileAt(files, path);
  const old = file.blob;
  const blob = files.store.next();
  await files.store.write(blob, content);
  file.blob = blob;
  await files.store.remove(old);
}
