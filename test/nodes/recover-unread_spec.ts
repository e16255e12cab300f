import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, ledgerSuite, recovering, SOON } from "../support/ledger";
import { anywhere, GET, LIST, LOOK_YOURSELF, PATTERN, there } from "../support/recover";
import { CREATE_FILE } from "../support/simulator";

const QUERY = "VirtualMachine.GuestOperations.Query";

nodeSuite("a creation whose answer was lost, and that cannot be looked for", (lab) => {
  const state = ledgerSuite(lab);
  beforeEach(() => {
    lab.red.timings = { ...SOON, sweeps: [3_600_000] };
  });

  async function unread(code: string, subject: string): Promise<string> {
    const { message, ...error } = await lab.error(there());
    assert.deepEqual([error.code, error.cause.subject, error.cause.outcome], [code, subject, "unknown"]);
    assert.equal(error.cause.data?.parentPath, DIRECTORY);
    assert.match(String(error.cause.data.pattern), PATTERN);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 1);
    return message;
  }

  it("since the privilege is missing: unknown, with where it would be", async () => {
    await lab.load(recovering(state));
    await lab.simulator.vm("vm-42", { privileges: { [QUERY]: false } });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });

    const message = await unread("UNAUTHORIZED", "permission");

    assert.match(message, /^The answer to the creation was lost, and the directory "\/tmp\/kept" could not be listed \(VM vm-42 at .*\): the right to do it is missing/);
    assert.match(message, /VirtualMachine\.GuestOperations\.Query on the VM\. What is found in "\/tmp\/kept" by .* is removed once that right is there, and stays until then; the message may be sent again\.$/);
    assert.equal(await lab.simulator.calls(LIST), 1);
  });

  it("since VMware Tools does not list: unknown, and removed once it does", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.simulator.fault({ operation: LIST, kind: "error", status: 400, error_type: "UNSUPPORTED" });
    assert.match(await unread("UNSUPPORTED", "tools"), / is removed once VMware Tools can do that, and stays until then;/);
  });

  it("since vCenter fails: unknown", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.simulator.fault({ operation: LIST, kind: "error", status: 500, error_type: "INTERNAL_SERVER_ERROR", times: null });
    const message = await unread("INTERNAL_SERVER_ERROR", "server");
    assert.match(message, /^The answer to the creation was lost, and the directory .* is removed later, so the message may be sent again\.$/);
  });

  it("since the probe that shows whose it is is lost: unknown", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost", times: 2 });

    const { message, cause } = await lab.error(there());

    assert.match(message, /^The answer to the creation was lost, and whose it is that was found in "\/tmp\/kept" could not be asked \(.* That was a probe, .* may be sent again\.$/);
    assert.doesNotMatch(message, /was not created|send the message again/);
    assert.equal(cause.outcome, "unknown");
    assert.doesNotMatch(message, LOOK_YOURSELF);
  });

  it("since the directory is gone: unknown, and not created elsewhere", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.simulator.fault({ operation: LIST, kind: "error", status: 404, error_type: "NOT_FOUND", data: { reason: "FILE_NOT_FOUND", file_path: DIRECTORY } });
    await unread("NOT_FOUND", "path");
  });

  it("since nobody can say whose it is: unknown", async () => {
    await lab.load(recovering(state));
    await lab.simulator.settings({ refuse_encoded_slash: true });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    const message = await unread("RESOURCE_INACCESSIBLE", "network");
    assert.match(message, /Something with the mark of this message is there, but whose it is could not be asked, since a proxy refuses paths of the guest in a URL/);
    assert.doesNotMatch(message, LOOK_YOURSELF);
    assert.equal(await lab.simulator.calls(GET), 1);
  });

  it("since there is no time for a second look: unknown, and not created again", async () => {
    lab.red.timings = { ...SOON, sweeps: [3_600_000], looks: [1, 60_000] };
    await lab.load(recovering(state, { connection: { timeout: 50 } }));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut" });

    const message = await unread("RESOURCE_INACCESSIBLE", "network");

    assert.doesNotMatch(message, LOOK_YOURSELF);
    assert.match(message, /The time limit left no time to look for it/);
    assert.equal(await lab.simulator.calls(LIST), 1);
  });

  it("shows no secret that stands in the name of the guest's directory", async () => {
    const guest = { guestUsername: "canary-77", guestPassword: "canary-77" };
    await lab.simulator.user("vm-42", "canary-77", { password: "canary-77", writable: ["/tmp"] });
    await lab.load(recovering(state, { secrets: guest }));
    await lab.path(anywhere());
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut", times: null });

    const { message, cause } = await lab.error(anywhere());

    const shown = `${message} ${JSON.stringify(cause)}`;
    assert.equal(shown.includes("canary-77"), false, shown);
    assert.match(String(cause.data?.parentPath), /^\/tmp\/vmware-•••_\d+-\d+$/);
    assert.equal(cause.path, cause.data?.parentPath);
  });
});
