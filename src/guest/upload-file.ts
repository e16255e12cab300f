import { VCenterError } from "../vcenter/error";
import { ensureDirectory } from "../vcenter/file-calls";
import { operations } from "../vcenter/operations";
import type { Guest } from "./guest";
import { isRoot, parentOf } from "./guest-path-text";
import type { Job } from "./job";
import type { Pool } from "./pool";
import { putFile } from "./put-file";
import { runJob } from "./run-job";
import { uploadBeside } from "./upload-beside";
import type { Upload } from "./upload-request";
import { verified } from "./verified";
import type { Place } from "./work";

/** Puts bytes into a guest file. @throws VCenterError only. */
export function uploadFile(pool: Pool, job: Job, upload: Upload, place: Place): Promise<void> {
  return runJob(pool, job, { operation: operations.uploadUrl, place }, (guest) => put(guest, upload));
}

async function put(guest: Guest, upload: Upload): Promise<void> {
  const { request, content } = upload;
  const size = await content.size();
  if (request.createParents && !isRoot(parentOf(request.path))) {
    await makeParents(guest, parentOf(request.path));
  }
  await (size === 0 || request.atomic ? uploadBeside(guest, upload, size) : uploadOver(guest, upload));
}

/** What is there already is right. */
async function makeParents(guest: Guest, path: string): Promise<void> {
  try {
    await guest.send(ensureDirectory(guest.place.vm, { credentials: guest.credentials, path }));
  } catch (error) {
    if (!(error instanceof VCenterError && error.code === "ALREADY_EXISTS")) {
      throw error;
    }
  }
}

async function uploadOver(guest: Guest, { request, content, hosts }: Upload): Promise<void> {
  const { path, overwrite, attributes, verify } = request;
  const size = await putFile(guest, hosts, { path, overwrite, ...attributes }, content);
  if (verify) {
    await verified(guest, path, size);
  }
}
