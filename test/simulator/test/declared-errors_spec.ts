import assert from "node:assert/strict";
import { as, file, INTERACTIVE, parent, provoke, type Row, SAML, SAML_OF_WORKER, user, vm } from "./guest-conditions";
import { LINUX, refused, useBench, type VapiBody } from "./support";

/** What the contract declares. */
const DECLARED: Row[] = [
  { condition: "the parent is missing", call: parent("/tmp/none"), expect: [404, "NOT_FOUND", "FILE_NOT_FOUND"] },
  {
    condition: "a directory on the way is missing",
    call: (bench) => bench.temporary(LINUX, { parent_path: "/tmp", prefix: "none/x" }),
    expect: [404, "NOT_FOUND", "FILE_NOT_FOUND"],
  },
  {
    condition: "the parent is a file",
    call: parent("/etc/hosts"),
    expect: [400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY"],
  },
  {
    condition: "a component of the parent is a file",
    call: parent("/etc/hosts/x"),
    expect: [400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY"],
  },
  {
    condition: "the parent is a socket",
    prepare: file({ path: "/tmp/socket", type: "SOCKET" }),
    call: parent("/tmp/socket"),
    expect: [400, "INVALID_ARGUMENT", "NOT_A_DIRECTORY"],
  },
  { condition: "the parent is not writable", call: parent("/etc"), expect: [403, "UNAUTHORIZED"] },
  {
    condition: "the parent is not searchable",
    prepare: file({ path: "/tmp/closed/inner", type: "DIRECTORY" }),
    call: async (bench) => {
      await bench.put(LINUX, { path: "/tmp/closed", type: "DIRECTORY", mode: "0600", owner: "worker" });
      return bench.temporary(LINUX, { parent_path: "/tmp/closed/inner" });
    },
    expect: [403, "UNAUTHORIZED"],
  },
  {
    condition: "the name is too long",
    call: (bench) => bench.temporary(LINUX, { prefix: "x".repeat(250) }),
    expect: [400, "INVALID_ARGUMENT", "PATH_TOO_LONG"],
  },
  {
    condition: "the path is too long",
    call: parent(`/tmp/${"x/".repeat(2100)}`),
    expect: [400, "INVALID_ARGUMENT", "PATH_TOO_LONG"],
  },
  { condition: "the file systems are frozen", prepare: vm({ frozen: true }), expect: [500, "RESOURCE_BUSY"] },
  { condition: "the name space is used up", prepare: vm({ names_used_up: true }), expect: [500, "RESOURCE_BUSY"] },
  { condition: "the VM is busy", prepare: vm({ busy: true }), expect: [500, "RESOURCE_BUSY"] },
  {
    condition: "the operation is off in tools.conf",
    prepare: vm({ tools_conf: { CreateTemporaryFileInGuest: true } }),
    expect: [400, "UNSUPPORTED"],
  },
  {
    condition: "everything is off in tools.conf",
    prepare: vm({ tools_conf: { disabled: true } }),
    expect: [400, "UNSUPPORTED"],
  },
  { condition: "Tools are too old", prepare: vm({ tools: "too_old" }), expect: [400, "UNSUPPORTED"] },
  {
    condition: "a SAML login while VGAuth is off",
    prepare: vm({ saml: false }),
    call: as(SAML_OF_WORKER),
    expect: [400, "UNSUPPORTED"],
  },
  {
    condition: "an interactive session with a SAML login",
    prepare: vm({ interactive_user: "worker" }),
    call: as({ ...SAML_OF_WORKER, ...INTERACTIVE }),
    expect: [400, "UNSUPPORTED"],
  },
  { condition: "a wrong password", call: as({ password: "wrong" }), expect: [401, "UNAUTHENTICATED"] },
  { condition: "an unknown user", call: as({ user_name: "nobody" }), expect: [401, "UNAUTHENTICATED"] },
  { condition: "a locked user", prepare: user({ locked: true }), expect: [401, "UNAUTHENTICATED"] },
  { condition: "an expired user", prepare: user({ expired: true }), expect: [401, "UNAUTHENTICATED"] },
  { condition: "an unknown token", call: as({ ...SAML, saml_token: "other" }), expect: [401, "UNAUTHENTICATED"] },
  {
    condition: "two guest users for one token",
    prepare: (bench) => bench.user(LINUX, "second", { saml_token: "test-only-saml-token-of-worker" }),
    call: as(SAML_OF_WORKER),
    expect: [401, "UNAUTHENTICATED"],
  },
  { condition: "an empty user name", call: as({ user_name: "" }), expect: [400, "INVALID_ARGUMENT"] },
  { condition: "no user name at all", call: as({ user_name: undefined }), expect: [400, "INVALID_ARGUMENT"] },
  { condition: "a user name with <", call: as({ user_name: "a<b" }), expect: [400, "INVALID_ARGUMENT"] },
  { condition: "a user name with /", call: as({ user_name: "a/b" }), expect: [400, "INVALID_ARGUMENT"] },
  { condition: "a user name with \\\\", call: as({ user_name: "a\\b\\c" }), expect: [400, "INVALID_ARGUMENT"] },
  { condition: "a user name that is no UTF-8", call: as({ user_name: "\ud800" }), expect: [400, "INVALID_ARGUMENT"] },
  { condition: "a password that is no UTF-8", call: as({ password: "\ud800" }), expect: [400, "INVALID_ARGUMENT"] },
  {
    condition: "nobody on the desktop (answered UNAUTHENTICATED)",
    call: as(INTERACTIVE),
    expect: [401, "UNAUTHENTICATED"],
  },
  {
    condition: "somebody else on the desktop (answered SERVICE_UNAVAILABLE)",
    prepare: vm({ interactive_user: "other", interactive_answer: "SERVICE_UNAVAILABLE" }),
    call: as(INTERACTIVE),
    expect: [503, "SERVICE_UNAVAILABLE"],
  },
  { condition: "Tools do not run", prepare: vm({ tools: "not_running" }), expect: [503, "SERVICE_UNAVAILABLE"] },
  {
    condition: "the VM is off",
    prepare: vm({ power_state: "POWERED_OFF" }),
    expect: [400, "NOT_ALLOWED_IN_CURRENT_STATE"],
  },
  {
    condition: "the VM is suspended",
    prepare: vm({ power_state: "SUSPENDED" }),
    expect: [400, "NOT_ALLOWED_IN_CURRENT_STATE"],
  },
  {
    condition: "the VM is in transition",
    prepare: vm({ transition: true }),
    expect: [400, "NOT_ALLOWED_IN_CURRENT_STATE"],
  },
  {
    condition: "the vCenter privilege is missing",
    prepare: vm({ privileges: { "VirtualMachine.GuestOperations.Modify": false } }),
    expect: [403, "UNAUTHORIZED"],
  },
  { condition: "the VM does not exist", call: (bench) => bench.temporary("vm-1"), expect: [404, "NOT_FOUND"] },
];

describe("errors of a guest that the contract declares", () => {
  const bench = useBench();

  it("do not come when nothing is wrong", async () => {
    assert.equal((await bench().temporary(LINUX)).status, 200);
    assert.equal((await bench().temporary(LINUX, { credentials: bench().credentials(SAML_OF_WORKER) })).status, 200);
  });

  for (const row of DECLARED) {
    const [status, type, reason] = row.expect;
    it(`${String(status)} ${type} ${reason ?? "without data"}: ${row.condition}`, async () => {
      const body = refused(await provoke(bench(), row), status, type, reason);
      assert.equal(body.data === undefined, reason === undefined);
    });
  }

  it("name the path in data as it was given", async () => {
    const reply = await bench().temporary(LINUX, { parent_path: "/tmp/../tmp//none" });
    assert.equal((reply.json as VapiBody).data?.file_path, "/tmp/../tmp//none");
    const ofFile = await bench().temporary(LINUX, { parent_path: "/etc/hosts" });
    assert.equal((ofFile.json as VapiBody).data?.file_path, "/etc/hosts");
  });

  it("name the VM in message arguments with the instance of the vCenter", async () => {
    const reply = await bench().temporary(LINUX, { parent_path: "/etc" });
    assert.match((reply.json as VapiBody).messages[0]?.args[0] ?? "", /^vm-42:[0-9a-f-]{36}$/);
  });

  it("come for directories as for files, with a switch of their own", async () => {
    await bench().vm(LINUX, { tools_conf: { CreateTemporaryDirectoryInGuest: true } });
    refused(await bench().temporary(LINUX, {}, "directories"), 400, "UNSUPPORTED");
    assert.equal((await bench().temporary(LINUX)).status, 200);
  });
});
