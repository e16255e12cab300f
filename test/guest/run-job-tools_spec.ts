import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import type { Pool } from "../../src/guest/pool";
import type { Work } from "../../src/guest/work";
import type { VCenterError } from "../../src/vcenter/error";
import { callError, CREDENTIALS, errorOf, poolOf, runWork, stubClient, type StubClient, turns } from "./stubs";

const UNAVAILABLE = callError("SERVICE_UNAVAILABLE", { retryable: true, status: 503, operationId: "id-1" });

describe("a job that vCenter cannot serve", () => {
  let client: StubClient;
  let pool: Pool;
  beforeEach(() => {
    client = stubClient();
    pool = poolOf(client);
  });

  function fail(failure: VCenterError, { interactive = false, vm = "vm-42", job = new Job() } = {}): Promise<VCenterError> {
    const credentials = { ...CREDENTIALS, interactive_session: interactive };
    const send: Work<string>["send"] = (_credentials, flight) => {
      flight.begin("id-1");
      return Promise.reject(failure);
    };
    return errorOf(runWork(pool, job, { vm, maxAttempts: 1, credentials: () => credentials, send }));
  }

  /** The readiness of Tools and of a desktop, the kind of login, and who is to blame. */
  const ROWS: [tools: boolean, desktop: boolean, interactive: boolean, subject: string][] = [
    [false, false, false, "tools"],
    [true, false, false, "server"],
    [true, true, false, "server"],
    [false, false, true, "tools"],
    [true, false, true, "tools"],
    [true, true, true, "server"],
  ];
  for (const [tools, desktop, interactive, subject] of ROWS) {
    const title = `Tools ${tools ? "" : "not "}ready, desktop ${desktop ? "" : "not "}ready, ${interactive ? "" : "not "}interactive`;
    it(`blames ${subject}: ${title}`, async () => {
      client.guestOperations.resolves({ guest_operations_ready: tools, interactive_guest_operations_ready: desktop });
      const error = await fail(UNAVAILABLE, { interactive });
      assert.deepEqual(error.cause, { ...UNAVAILABLE.cause, subject, vm: "vm-42", attempts: 1 });
      assert.equal(error.code, "SERVICE_UNAVAILABLE");
      sinon.assert.calledOnceWithMatch(client.guestOperations, "vm-42");
      assert.equal(error.message === UNAVAILABLE.message, subject === "server");
      if (subject === "tools") {
        assert.match(error.message, /^Could not create a temporary file \(VM vm-42 at vcenter\.example\.com:443\): VMware Tools/);
      }
    });
  }

  it("blames the server when vCenter does not say whether Tools are ready", async () => {
    client.guestOperations.rejects(callError("ERROR"));
    const error = await fail(UNAVAILABLE);
    assert.deepEqual([error.cause.subject, error.message], ["server", UNAVAILABLE.message]);
  });

  it("ends canceled, not done, when the job ends before vCenter says so", async () => {
    const job = new Job();
    const failed = fail(UNAVAILABLE, { job });
    await turns();
    sinon.assert.calledOnce(client.guestOperations);
    job.end("RESET");
    const { code, cause } = await failed;
    assert.deepEqual([code, cause.outcome, cause.attempts], ["CANCELED", "not_done", 1]);
  });

  it("asks once for all jobs on the VM", async () => {
    client.guestOperations.resolves({ guest_operations_ready: false, interactive_guest_operations_ready: false });
    pool = poolOf(client, { maxConcurrentPerVm: 2 });
    const errors = await Promise.all([fail(UNAVAILABLE), fail(UNAVAILABLE), fail(UNAVAILABLE, { vm: "vm-43" })]);
    assert.deepEqual(errors.map(({ cause }) => [cause.subject, cause.vm]), [["tools", "vm-42"], ["tools", "vm-42"], ["tools", "vm-43"]]);
    sinon.assert.calledTwice(client.guestOperations);
  });

  const NOT_ASKED: [string, VCenterError][] = [
    ...["NOT_ALLOWED_IN_CURRENT_STATE", "RESOURCE_BUSY", "UNAUTHENTICATED", "RESOURCE_INACCESSIBLE", "TIMED_OUT", "ERROR"].map(
      (code): [string, VCenterError] => [code, callError(code)],
    ),
    ["SERVICE_UNAVAILABLE of the vCenter login", callError("SERVICE_UNAVAILABLE", { operation: "session.create", subject: "session" })],
  ];
  for (const [title, failure] of NOT_ASKED) {
    it(`does not ask about Tools after ${title}`, async () => {
      const error = await fail(failure);
      sinon.assert.notCalled(client.guestOperations);
      assert.equal(error.cause.subject, failure.cause.subject);
    });
  }
});
