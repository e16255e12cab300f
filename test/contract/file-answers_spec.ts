import assert from "node:assert/strict";
import type { GuestCredentials } from "../../src/vcenter/client";
import { VCenterError } from "../../src/vcenter/error";
import { deleteDirectory, moveFile } from "../../src/vcenter/file-calls";
import { Flight } from "../../src/vcenter/flight";
import { uploadUrl } from "../../src/vcenter/transfer-calls";
import { GET_SESSION, SimulatorDriver } from "../support/simulator";
import { answerFindings, declaredErrors, operationOf } from "./contract";
import { FILE_ROWS, type FileRow, pathOf, prepare, vmOf, WINDOWS } from "./file-rows";
import { guestOf, NotedClient } from "./traffic";

/** A condition of the simulator under which every call fails, and the answer on the wire. */
interface Condition {
  readonly what: string;
  readonly answer: string;
  readonly vm?: (row: FileRow) => Record<string, unknown>;
  readonly login?: Partial<GuestCredentials>;
  readonly on?: string;
}

const CONDITIONS: readonly Condition[] = [
  { what: "the VM is unknown", on: "vm-1", answer: "404 NOT_FOUND" },
  { what: "the VM is off", vm: () => ({ power_state: "POWERED_OFF" }), answer: "400 NOT_ALLOWED_IN_CURRENT_STATE" },
  { what: "the VM is busy", vm: () => ({ busy: true }), answer: "500 RESOURCE_BUSY" },
  { what: "Tools are not running", vm: () => ({ tools: "not_running" }), answer: "503 SERVICE_UNAVAILABLE" },
  { what: "the operation is switched off", vm: ({ toolsConf }) => ({ tools_conf: { [toolsConf]: true } }), answer: "400 UNSUPPORTED" },
  {
    what: "the privilege is missing",
    vm: ({ right }) => ({ privileges: { [`VirtualMachine.GuestOperations.${right}`]: false } }),
    answer: "403 UNAUTHORIZED",
  },
  { what: "the guest password is wrong", login: { password: "wrong" }, answer: "401 UNAUTHENTICATED" },
];

/** Paths that a guest refuses: to which calls, and how. */
const PATHS: readonly (readonly [what: string, path: string, rows: RegExp, answer: string])[] = [
  ["missing", "/srv/none/x", /^(list|get|update|move|delete|a URL for a download)/, "404 NOT_FOUND"],
  ["below none", "/srv/none/x", /^create a directory/, "404 NOT_FOUND"],
  ["below none", "/srv/none/x", /^a URL for an upload$/, "400 INVALID_ARGUMENT"],
  ["a directory instead of a file", "/tmp", /^(delete a file|a URL for a download)/, "400 INVALID_ARGUMENT"],
  ["a file instead of a directory", "/etc/hosts", /^delete a directory/, "400 INVALID_ARGUMENT"],
  ["there already", "/tmp", /^create a directory/, "400 ALREADY_EXISTS"],
  ["forbidden", "/etc/x", /^(create|ensure)/, "403 UNAUTHORIZED"],
  ["forbidden", "/etc/hosts", /^(delete a file|move a file)/, "403 UNAUTHORIZED"],
];

describe("the answers on guest files", () => {
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  /** The error of a call, whose answer is as the contract describes it. */
  async function failure(row: FileRow, { login, on = vmOf(row), path = pathOf(row) }: { login?: Partial<GuestCredentials>; on?: string; path?: string }): Promise<VCenterError> {
    const noted = new NotedClient(simulator);
    const call = row.call(on, guestOf(simulator, login), path);
    const error = await noted.client.call(call, new Flight()).catch((thrown: unknown) => thrown);
    await noted.client.close(5_000);
    assert.ok(error instanceof VCenterError, `${row.what}: ${String(error)}`);
    assert.deepEqual(noted.traffic.flatMap(answerFindings), [], row.what);
    assert.deepEqual((await simulator.counters()).contract.violations, []);
    assert.deepEqual([error.cause.operation, error.cause.vm, error.cause.path], [call.operation.name, on, path]);
    return error;
  }

  for (const condition of CONDITIONS) {
    it(`are as the contract describes them where ${condition.what}`, async () => {
      for (const row of FILE_ROWS) {
        await simulator.reset();
        await prepare(simulator, row);
        await (condition.vm !== undefined && simulator.vm(vmOf(row), condition.vm(row)));
        const { code, cause } = await failure(row, condition);
        assert.equal(`${cause.status} ${code} ${cause.outcome}`, `${condition.answer} not_done`, row.what);
      }
    });
  }

  for (const [what, path, rows, answer] of PATHS) {
    for (const row of FILE_ROWS.filter(({ what: call, vm }) => vm === undefined && rows.test(call))) {
      it(`are as the contract describes them where a path is ${what}: ${row.what}`, async () => {
        const { code, cause } = await failure(row, { path });
        assert.equal(`${cause.status} ${code} ${cause.outcome}`, `${answer} not_done`);
      });
    }
  }

  it("are as the contract describes them where a directory is not empty, a file is there, or the disk is full", async () => {
    const vm = "vm-42";
    const owner = simulator.address.guestUsername;
    for (const path of ["/srv/e/d/x", "/srv/e/d/y"]) {
      await simulator.control("PUT", `/vms/${vm}/files`, { path, type: "FILE", owner, mode: "0644" });
    }
    for (const path of ["/srv/e", "/srv/e/d"]) {
      await simulator.control("PUT", `/vms/${vm}/files`, { path, type: "DIRECTORY", owner, mode: "0755" });
    }
    const own: Record<string, FileRow["call"]> = {
      RESOURCE_IN_USE: (on, credentials) => deleteDirectory(on, { credentials, path: "/srv/e/d", recursive: false }),
      ALREADY_EXISTS: (on, credentials) => moveFile(on, { credentials, path: "/srv/e/d/x", new_path: "/srv/e/d/y", overwrite: false }),
      UNABLE_TO_ALLOCATE_RESOURCE: (on, credentials) => uploadUrl(on, { credentials, spec: { path: "/srv/e/d/z", attributes: { size: 10_000 } } }),
    };
    await simulator.vm(vm, { free_bytes: 9_999 });
    for (const [code, call] of Object.entries(own)) {
      const noted = new NotedClient(simulator);
      const error = await noted.client.call(call(vm, guestOf(simulator), ""), new Flight()).catch((thrown: unknown) => thrown);
      await noted.client.close(5_000);
      assert.ok(error instanceof VCenterError);
      assert.deepEqual([error.code, error.cause.outcome, noted.traffic.flatMap(answerFindings)], [code, "not_done", []]);
    }
  });

  for (const row of FILE_ROWS.filter(({ vm }) => vm !== WINDOWS)) {
    it(`become one error each, whatever is declared: ${row.what}`, async () => {
      const { operation } = row.call(vmOf(row), guestOf(simulator), pathOf(row));
      const declared = declaredErrors(String(operation.id));
      assert.ok(declared.length >= 8, String(operation.id));
      for (const { status, type, data } of declared) {
        const facts = data === undefined ? {} : { data: { reason: "FILE_NOT_FOUND", file_path: pathOf(row) } };
        const messages = [{ id: "com.vmware.x", default_message: `It is ${type}.`, args: [] }];
        await simulator.fault({ kind: "error", operation: operation.id, status, error_type: type, messages, ...facts });
        const { code, message, cause } = await failure(row, {});
        assert.deepEqual([code, cause.status, cause.data], [type, status, facts.data]);
        assert.deepEqual(cause.messages, messages);
        assert.equal(cause.outcome, "not_done", type);
        assert.match(message, new RegExp(`^Could not ${operation.title} \\(VM vm-42 at `));
      }
      const { calls } = await simulator.counters();
      assert.equal(calls[String(operation.id)], declared.length, "one request each");
    });
  }

  it("tell of a refused guest login only where the session lives", async () => {
    const [row] = FILE_ROWS as [FileRow];
    const noted = new NotedClient(simulator);
    const call = row.call("vm-42", guestOf(simulator, { password: "wrong" }), "/tmp");
    const error = await noted.client.call(call, new Flight()).catch((thrown: unknown) => thrown);
    await noted.client.close(5_000);
    assert.ok(error instanceof VCenterError);
    assert.equal(error.cause.subject, "guest-login");
    assert.ok(noted.traffic.some((traffic) => operationOf(traffic)?.operationId === GET_SESSION));
  });
});
