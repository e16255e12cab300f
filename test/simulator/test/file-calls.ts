import assert from "node:assert/strict";
import type { Bench } from "./bench";
import type { Reply } from "./support";

/** The operations on files and directories that exist already, as a client calls them. */
type Change = Record<string, unknown>;

export interface Listed {
  files: { filename: string; type: string; size: number }[];
  total: number;
  start_index?: number;
  end_index?: number;
  status: string;
}

export interface Info {
  type: string;
  size: number;
  attributes: {
    last_modified: string;
    last_accessed: string;
    filesystem_family: string;
    symlink_target?: string;
    posix_attributes?: { owner: number; group: number; permissions: string };
    win_attributes?: { hidden: boolean; read_only: boolean; created: string };
  };
}

export class FileCalls {
  readonly #bench: () => Bench;
  readonly #vm: string;

  constructor(bench: () => Bench, vm: string) {
    this.#bench = bench;
    this.#vm = vm;
  }

  list(path: string, change: Change = {}): Promise<Reply> {
    return this.#post("files?action=list", { path, ...change });
  }

  async listed(path: string, change: Change = {}): Promise<Listed> {
    const reply = await this.list(path, change);
    assert.equal(reply.status, 200, reply.text);
    return reply.json as Listed;
  }

  async names(path: string, pattern?: string): Promise<string[]> {
    const filter = pattern === undefined ? {} : { filter: { match_pattern: pattern } };
    return (await this.listed(path, filter)).files.map(({ filename }) => filename);
  }

  get(path: string): Promise<Reply> {
    return this.#post(`files/${encodeURIComponent(path)}?action=get`, {});
  }

  async info(path: string): Promise<Info> {
    const reply = await this.get(path);
    assert.equal(reply.status, 200, reply.text);
    return reply.json as Info;
  }

  update(path: string, file_attributes: Change, change: Change = {}): Promise<Reply> {
    return this.#post("files?action=update", { path, file_attributes, ...change });
  }

  moveFile(path: string, new_path: string, change: Change = {}): Promise<Reply> {
    return this.#post("files?action=move", { path, new_path, ...change });
  }

  moveDirectory(path: string, new_path: string): Promise<Reply> {
    return this.#post("directories?action=move", { path, new_path });
  }

  createDirectory(path: string, create_parents?: boolean): Promise<Reply> {
    return this.#post("directories?action=create", { path, ...(create_parents === undefined ? {} : { create_parents }) });
  }

  #post(call: string, body: Change): Promise<Reply> {
    const bench = this.#bench();
    const path = `/vcenter/vm/${this.#vm}/guest/filesystem/${call}`;
    return bench.call("POST", path, { credentials: bench.credentials(), ...body });
  }
}

/** Asserts that a call without an answer body succeeded. */
export function done(reply: Reply): void {
  assert.deepEqual([reply.status, reply.text], [204, ""]);
}
