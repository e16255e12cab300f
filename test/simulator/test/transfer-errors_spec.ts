import assert from "node:assert/strict";
import type { Bench } from "./bench";
import { LINUX, refused, type Reply, useBench, WINDOWS } from "./support";
import { createTransfer } from "./transfer-calls";

const upload = (path: string, attributes: Record<string, unknown> = {}): Record<string, unknown> => ({
  path,
  attributes: { size: 1, ...attributes },
});

type Prepare = (bench: Bench) => Promise<unknown>;

interface Row {
  condition: string;
  spec: Record<string, unknown>;
  prepare?: Prepare;
  vm?: string;
  expect: [status: number, type: string, reason?: string];
}

const file =
  (order: Record<string, unknown>): Prepare =>
  (bench) =>
    bench.put(LINUX, order);
const link = file({ path: "/tmp/link", type: "SYMLINK", target: "/etc/hosts" });
const vm =
  (change: Record<string, unknown>): Prepare =>
  (bench) =>
    bench.vm(LINUX, change);

/** guest-temp-files.md section 6 and CONTRACT.md section 5. */
const ROWS: Row[] = [
  { condition: "download: nothing there", spec: { path: "/tmp/none" }, expect: [404, "NOT_FOUND", "FILE_NOT_FOUND"] },
  { condition: "download: a missing parent", spec: { path: "/no/x" }, expect: [404, "NOT_FOUND", "FILE_NOT_FOUND"] },
  { condition: "download: a directory", spec: { path: "/tmp" }, expect: [400, "INVALID_ARGUMENT", "NOT_A_FILE"] },
  { condition: "download: a link", spec: { path: "/tmp/link" }, prepare: link, expect: [400, "INVALID_ARGUMENT"] },
  {
    condition: "download: a file that the user may not read",
    spec: { path: "/tmp/secret" },
    prepare: file({ path: "/tmp/secret", type: "FILE", mode: "0600" }),
    expect: [403, "UNAUTHORIZED"],
  },
  { condition: "upload: there already", spec: upload("/etc/hosts"), expect: [400, "ALREADY_EXISTS"] },
  { condition: "upload: a missing parent", spec: upload("/no/x"), expect: [400, "INVALID_ARGUMENT"] },
  { condition: "upload: a directory", spec: upload("/tmp"), expect: [400, "INVALID_ARGUMENT", "NOT_A_FILE"] },
  { condition: "upload: a link", spec: upload("/tmp/link"), prepare: link, expect: [400, "INVALID_ARGUMENT"] },
  {
    condition: "upload: a file that the user may not write",
    spec: upload("/etc/hosts", { overwrite: true }),
    expect: [403, "UNAUTHORIZED"],
  },
  { condition: "upload: a directory that the user may not write", spec: upload("/etc/x"), expect: [403, "UNAUTHORIZED"] },
  {
    condition: "upload: a name that is too long",
    spec: upload(`/tmp/${"x".repeat(256)}`),
    expect: [400, "INVALID_ARGUMENT", "PATH_TOO_LONG"],
  },
  {
    condition: "upload: a full disk",
    spec: upload("/tmp/x"),
    prepare: vm({ disk: "full" }),
    expect: [500, "UNABLE_TO_ALLOCATE_RESOURCE", "NO_DISK_SPACE"],
  },
  {
    condition: "upload: more than there is room for",
    spec: upload("/tmp/x", { size: 11 }),
    prepare: vm({ free_bytes: 10 }),
    expect: [500, "UNABLE_TO_ALLOCATE_RESOURCE", "NO_DISK_SPACE"],
  },
  {
    condition: "upload: Windows attributes on Linux",
    spec: upload("/tmp/x", { windows: { hidden: true } }),
    expect: [400, "INVALID_ARGUMENT"],
  },
  {
    condition: "upload: POSIX attributes on Windows",
    spec: upload("C:\\Windows\\Temp\\x", { posix: { permissions: "0600" } }),
    vm: WINDOWS,
    expect: [400, "INVALID_ARGUMENT"],
  },
  {
    condition: "upload: permissions that are not octal",
    spec: upload("/tmp/x", { posix: { permissions: "0888" } }),
    expect: [400, "INVALID_ARGUMENT"],
  },
  {
    condition: "upload: switched off in tools.conf",
    spec: upload("/tmp/x"),
    prepare: vm({ tools_conf: { InitiateFileTransferToGuest: true } }),
    expect: [400, "UNSUPPORTED"],
  },
  {
    condition: "download: switched off in tools.conf",
    spec: { path: "/etc/hosts" },
    prepare: vm({ tools_conf: { InitiateFileTransferFromGuest: true } }),
    expect: [400, "UNSUPPORTED"],
  },
  {
    condition: "the privilege is missing, for a download too",
    spec: { path: "/etc/hosts" },
    prepare: vm({ privileges: { "VirtualMachine.GuestOperations.Modify": false } }),
    expect: [403, "UNAUTHORIZED"],
  },
  {
    condition: "the VM is off",
    spec: { path: "/etc/hosts" },
    prepare: vm({ power_state: "POWERED_OFF" }),
    expect: [400, "NOT_ALLOWED_IN_CURRENT_STATE"],
  },
  {
    condition: "Tools are not running",
    spec: { path: "/etc/hosts" },
    prepare: vm({ tools: "not_running" }),
    expect: [503, "SERVICE_UNAVAILABLE"],
  },
  { condition: "no such VM", spec: { path: "/etc/hosts" }, vm: "vm-1", expect: [404, "NOT_FOUND"] },
];

describe("creating a transfer is refused", () => {
  const bench = useBench();

  for (const { condition, spec, prepare, vm: target = LINUX, expect } of ROWS) {
    it(`${expect.slice(0, 2).join(" ")}: ${condition}`, async () => {
      await prepare?.(bench());
      refused(await createTransfer(bench(), spec, target), ...expect);
    });
  }

  it("by the login before any path, and after attributes of the wrong family", async () => {
    const wrong = bench().credentials({ password: "no" });
    const call = (spec: Record<string, unknown>): Promise<Reply> => createTransfer(bench(), spec, LINUX, wrong);
    refused(await call({ path: "/tmp/none" }), 401, "UNAUTHENTICATED");
    refused(await call(upload("/no/x")), 401, "UNAUTHENTICATED");
    refused(await call(upload("/tmp/x", { windows: { hidden: true } })), 400, "INVALID_ARGUMENT");
    assert.equal((await bench().counters()).guest_logins.refused, 2);
  });
});
