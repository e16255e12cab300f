import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { VCenterError } from "../vcenter/error";
import { baseName } from "./guest-path-text";
import { type LocalFile, localError } from "./local-file";
import type { Sink } from "./sink";

const OURS_ALONE = 0o600;

/** Keeps what arrives in a file on the machine of Node-RED, under another name beside it until all of it is there. */
export class LocalSink implements Sink<string> {
  readonly #file: LocalFile;
  readonly #guestPath: string;
  #target: LocalFile;
  #partial: { readonly path: string; readonly handle: FileHandle } | undefined;

  /** @param guestPath names the file, where only a folder is given */
  constructor(file: LocalFile, guestPath: string) {
    this.#file = file;
    this.#guestPath = guestPath;
    this.#target = file;
  }

  async begin(): Promise<void> {
    await this.discard();
    await this.#tried(async () => {
      this.#target = await targetOf(this.#file, this.#guestPath);
      const name = path.join(path.dirname(this.#target.path), `.${randomBytes(8).toString("hex")}.part`);
      this.#partial = { path: name, handle: await open(name, "wx", OURS_ALONE) };
    });
  }

  async take(part: Buffer): Promise<void> {
    await this.#tried(async () => this.#partial?.handle.writeFile(part));
  }

  async end(): Promise<string> {
    await this.#tried(async () => {
      if (this.#partial !== undefined) {
        const { path: name, handle } = this.#partial;
        await handle.close();
        await rename(name, this.#target.path);
        this.#partial = undefined;
      }
    });
    return this.#target.path;
  }

  async discard(): Promise<void> {
    const last = this.#partial;
    this.#partial = undefined;
    if (last !== undefined) {
      await last.handle.close().catch(() => undefined);
      await rm(last.path, { force: true }).catch(() => undefined);
    }
  }

  /** @throws VCenterError only. */
  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw error instanceof VCenterError ? error : localError(this.#target, error);
    }
  }
}

/** @throws VCenterError, if it is neither a file nor a folder */
async function targetOf(file: LocalFile, guestPath: string): Promise<LocalFile> {
  const found = await foundAt(file.path);
  if (/[\\/]$/.test(file.path) || found?.isDirectory() === true) {
    return { ...file, path: path.join(file.path, lastPart(guestPath)) };
  }
  if (found !== undefined && !found.isFile()) {
    throw localError(file, { code: "ENOTFILE" });
  }
  return file;
}

/** A name that comes from a guest leads nowhere else, whatever its family. */
function lastPart(guestPath: string): string {
  const name = baseName(guestPath).split(/[\\/]/).at(-1) ?? "";
  return name === "" || name === "." || name === ".." ? "download" : name;
}

async function foundAt(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}
