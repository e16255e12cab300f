import assert from "node:assert/strict";
import type { Call } from "../../src/vcenter/caller";
import type { GuestCredentials } from "../../src/vcenter/client";
import { VCenterError } from "../../src/vcenter/error";
import { Flight } from "../../src/vcenter/flight";
import { createProcess, deleteProcess, getProcess } from "../../src/vcenter/process-calls";
import { LOG_IN, LOG_OUT, SimulatorDriver } from "../support/simulator";
import { answerFindings, declaredErrors, operationOf, requestFindings } from "./contract";
import { guestOf, NotedClient } from "./traffic";

const FOREVER = "/opt/simulator/forever";
const SPEC = { path: FOREVER, arguments: "a 'b c'", working_directory: "/tmp", environment_variables: { A: "1", B: "ü" } };

type Make = (credentials: GuestCredentials, pid: number) => Call<unknown>;

/** Each call on processes, made on a process that runs. */
const CALLS: Readonly<Record<string, { readonly call: Make; readonly status: number; readonly right: string }>> = {
  create: { call: (credentials) => createProcess("vm-42", { credentials, spec: SPEC }), status: 201, right: "Execute" },
  get: { call: (credentials, pid) => getProcess("vm-42", { credentials, pid }), status: 200, right: "Query" },
  delete: { call: (credentials, pid) => deleteProcess("vm-42", { credentials, pid }), status: 204, right: "Execute" },
};

/** Successes that are none, by the name of the call. */
const SENSELESS: Readonly<Record<string, readonly string[]>> = {
  create: ["<html>", "{", "1.5", '"7"', "null", "", '{"value": 7}'],
  get: ["<html>", "{", "{}", "null", "", '{"name": 7}', '{"value": {"name": "x"}}'],
  delete: ["<html>", "{}", "7", '{"value": null}'],
};

describe("the calls on processes of a guest", () => {
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  async function started(): Promise<number> {
    const { client } = new NotedClient(simulator);
    const pid = await client.call(createProcess("vm-42", { credentials: guestOf(simulator), spec: { path: FOREVER } }), new Flight());
    await client.close(5_000);
    return pid;
  }

  async function failureOf(make: Make, pid = 1, login: Partial<GuestCredentials> = {}): Promise<VCenterError> {
    const noted = new NotedClient(simulator);
    const error = await noted.client.call(make(guestOf(simulator, login), pid), new Flight()).catch((thrown: unknown) => thrown);
    await noted.client.close(5_000);
    assert.ok(error instanceof VCenterError, String(error));
    return error;
  }

  for (const [name, { call: make, status, right }] of Object.entries(CALLS)) {
    describe(name, () => {
      it("and its answer are as the contract describes them", async () => {
        const pid = await started();
        const noted = new NotedClient(simulator);
        const call = make(guestOf(simulator), pid);
        await noted.client.call(call, new Flight());
        await noted.client.close(5_000);
        assert.deepEqual(
          noted.traffic.map((traffic) => [operationOf(traffic)?.operationId, requestFindings(traffic), answerFindings(traffic)]),
          [LOG_IN, call.operation.id, LOG_OUT].map((id) => [id, [], []]),
        );
        assert.equal(noted.traffic[1]?.status, status);
        assert.deepEqual((await simulator.counters()).contract.violations, []);
        assert.deepEqual(call.secrets, [simulator.address.guestPassword]);
      });

      it("becomes one error each, whatever is declared", async () => {
        const { operation } = make(guestOf(simulator), 1);
        const declared = declaredErrors(String(operation.id));
        assert.ok(declared.length >= 5, String(declared.length));
        for (const { status: given, type } of declared) {
          await simulator.fault({ kind: "error", operation: operation.id, status: given, error_type: type });
          const { code, cause } = await failureOf(make);
          assert.deepEqual([code, cause.status, cause.outcome, cause.operation], [type, given, "not_done", operation.name]);
        }
        assert.equal(await simulator.calls(String(operation.id)), declared.length, "one request each");
      });

      it("takes nothing for a success that is none", async () => {
        const { operation } = make(guestOf(simulator), 1);
        for (const body of SENSELESS[name] ?? []) {
          await simulator.fault({ kind: "answer", operation: operation.id, status: 200, headers: { "content-type": "application/json" }, body });
          const { code, cause } = await failureOf(make);
          assert.deepEqual([code, cause.outcome], ["ERROR", operation.kind === "read" ? "not_done" : "unknown"], body);
        }
      });

      it("needs its own privilege, and the guest login", async () => {
        const pid = await started();
        assert.equal((await failureOf(make, pid, { password: "wrong" })).cause.subject, "guest-login");
        await simulator.vm("vm-42", { privileges: { [`VirtualMachine.GuestOperations.${right}`]: false } });
        const { code, message } = await failureOf(make, pid);
        assert.equal(code, "UNAUTHORIZED");
        assert.ok(message.includes(`VirtualMachine.GuestOperations.${right} `), message);
      });
    });
  }

  it("tell a process that is not there from a VM that is not there", async () => {
    for (const name of ["get", "delete"]) {
      const { code, cause } = await failureOf(CALLS[name]!.call, 999_999);
      assert.deepEqual([code, cause.subject], ["NOT_FOUND", "path"], name);
    }
  });
});
