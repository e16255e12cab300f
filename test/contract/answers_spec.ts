import assert from "node:assert/strict";
import type { GuestCredentials } from "../../src/vcenter/client";
import { VCenterError } from "../../src/vcenter/error";
import { deleteDirectory, deleteFile } from "../../src/vcenter/file-calls";
import { Flight } from "../../src/vcenter/flight";
import { SimulatorDriver } from "../support/simulator";
import { answerFindings, type Traffic } from "./contract";
import { guestOf, NotedClient } from "./traffic";

/** A condition of the simulator, what is asked for, and the answer on the wire. */
interface Row {
  readonly what: string;
  readonly answer: string;
  readonly on?: string;
  readonly vm?: Record<string, unknown>;
  readonly user?: Record<string, unknown>;
  readonly login?: Partial<GuestCredentials>;
  readonly parent?: string;
  readonly prefix?: string;
}

const DESKTOP = { interactive_session: true };
const WINDOWS = "vm-44";

const ROWS: Row[] = [
  { what: "parent missing", parent: "/tmp/none", answer: "404 NOT_FOUND" },
  { what: "parent a file", parent: "/etc/hosts", answer: "400 INVALID_ARGUMENT" },
  { what: "parent not writable", parent: "/etc", answer: "403 UNAUTHORIZED" },
  { what: "name too long", prefix: "x".repeat(250), answer: "400 INVALID_ARGUMENT" },
  { what: "disk full", vm: { disk: "full" }, answer: "500 UNABLE_TO_ALLOCATE_RESOURCE" },
  { what: "file system read-only", vm: { disk: "read_only" }, answer: "500 ERROR" },
  { what: "quota exceeded", vm: { disk: "quota" }, answer: "500 ERROR" },
  { what: "link loop", vm: { disk: "link_loop" }, answer: "500 ERROR" },
  { what: "file systems frozen", vm: { frozen: true }, answer: "500 RESOURCE_BUSY" },
  { what: "no name left", vm: { names_used_up: true }, answer: "500 RESOURCE_BUSY" },
  { what: "VM busy", vm: { busy: true }, answer: "500 RESOURCE_BUSY" },
  { what: "operation switched off", vm: { tools_conf: { disabled: true } }, answer: "400 UNSUPPORTED" },
  { what: "Tools too old", vm: { tools: "too_old" }, answer: "400 UNSUPPORTED" },
  {
    what: "SAML switched off",
    vm: { saml: false },
    login: { type: "SAML_BEARER_TOKEN", saml_token: "t" },
    answer: "400 UNSUPPORTED",
  },
  { what: "wrong guest password", login: { password: "wrong" }, answer: "401 UNAUTHENTICATED" },
  { what: "guest user locked", user: { locked: true }, answer: "401 UNAUTHENTICATED" },
  { what: "guest user forbidden", login: { user_name: "a<b" }, answer: "400 INVALID_ARGUMENT" },
  { what: "empty password on Windows", on: WINDOWS, login: { password: "" }, answer: "500 ERROR" },
  { what: "login service broken", vm: { vgauth_broken: true }, answer: "500 ERROR" },
  {
    what: "nobody at the desktop, 401",
    vm: { interactive_answer: "UNAUTHENTICATED" },
    login: DESKTOP,
    answer: "401 UNAUTHENTICATED",
  },
  {
    what: "nobody at the desktop, 503",
    vm: { interactive_answer: "SERVICE_UNAVAILABLE" },
    login: DESKTOP,
    answer: "503 SERVICE_UNAVAILABLE",
  },
  { what: "nobody at the desktop, 500", vm: { interactive_answer: "ERROR" }, login: DESKTOP, answer: "500 ERROR" },
  { what: "Tools not running", vm: { tools: "not_running" }, answer: "503 SERVICE_UNAVAILABLE" },
  { what: "Tools die in mid-call", vm: { tools: "dies_in_mid_call" }, answer: "500 ERROR" },
  { what: "VM off", vm: { power_state: "POWERED_OFF" }, answer: "400 NOT_ALLOWED_IN_CURRENT_STATE" },
  { what: "VM in transition", vm: { transition: true }, answer: "400 NOT_ALLOWED_IN_CURRENT_STATE" },
  {
    what: "privilege missing",
    vm: { privileges: { "VirtualMachine.GuestOperations.Modify": false } },
    answer: "403 UNAUTHORIZED",
  },
  { what: "VM unknown", on: "vm-1", answer: "404 NOT_FOUND" },
];

describe("the answers of the simulator", () => {
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  const checkAll = async ({ traffic }: NotedClient): Promise<void> => {
    assert.deepEqual(traffic.flatMap(answerFindings), []);
    assert.deepEqual((await simulator.counters()).contract.violations, []);
  };

  for (const row of ROWS) {
    it(`are as the contract describes them: ${row.what}, ${row.answer}`, async () => {
      const noted = new NotedClient(simulator);
      await prepare(simulator, row);
      const { prefix = "", parent, on = "vm-42" } = row;
      const body = {
        credentials: credentialsOf(simulator, row),
        prefix,
        suffix: "",
        ...(parent !== undefined && { parent_path: parent }),
      };
      const creation = noted.client.createTemporary("file", on, body, new Flight());
      const error = await creation.catch((thrown: unknown) => thrown);
      assert.ok(error instanceof VCenterError, String(error));
      assert.equal(`${String(error.cause.status)} ${error.code}`, row.answer);
      await noted.client.close(5_000);
      await checkAll(noted);
    });
  }

  it("are as the contract describes them: sessions, VMs, readiness, new files and directories", async () => {
    const noted = new NotedClient(simulator);
    const { client } = noted;
    const body = { credentials: guestOf(simulator), prefix: "a", suffix: "b" };
    await client.createTemporary("file", "vm-42", body, new Flight());
    await client.createTemporary("directory", WINDOWS, body, new Flight());
    assert.ok((await client.listVms({}, new Flight())).length > 1);
    assert.equal((await client.guestOperations("vm-42", new Flight())).guest_operations_ready, true);
    await client.close(5_000);
    assert.deepEqual(
      noted.traffic.map(({ status }) => status),
      [201, 200, 200, 200, 200, 204],
    );
    await checkAll(noted);
  });

  it("are as the contract describes them: what is deleted, missing, not empty or forbidden", async () => {
    const noted = new NotedClient(simulator);
    const { client } = noted;
    const credentials = guestOf(simulator);
    const deleted = (kind: "file" | "directory", path: string): Promise<string> =>
      client.call((kind === "file" ? deleteFile : deleteDirectory)("vm-42", { credentials, path }), new Flight()).then(
        () => "deleted",
        (error: unknown) => (error instanceof VCenterError ? error.code : String(error)),
      );
    const values = { credentials, prefix: "a", suffix: "b" };
    const directory = await client.createTemporary("directory", "vm-42", values, new Flight());
    const file = await client.createTemporary("file", "vm-42", { ...values, parent_path: directory }, new Flight());
    assert.equal(await deleted("directory", directory), "RESOURCE_IN_USE");
    assert.equal(await deleted("file", file), "deleted");
    assert.equal(await deleted("file", file), "NOT_FOUND");
    assert.equal(await deleted("directory", directory), "deleted");
    assert.equal(await deleted("directory", directory), "NOT_FOUND");
    assert.equal(await deleted("file", "/etc/hosts"), "UNAUTHORIZED");
    await client.close(5_000);
    assert.deepEqual(
      noted.traffic.map(({ status }) => status),
      [201, 200, 200, 400, 204, 404, 204, 404, 403, 204],
    );
    await checkAll(noted);
  });

  it("are as the contract describes them: a session that has expired, and its successor", async () => {
    const noted = new NotedClient(simulator);
    await noted.client.listVms({}, new Flight());
    await simulator.advanceClock(1801 * 1000);
    await noted.client.listVms({}, new Flight());
    await noted.client.close(5_000);
    // The call and the end of the expired session are refused, one beside the next login.
    assert.deepEqual(noted.traffic.map(({ status }) => status).sort(), [200, 200, 201, 201, 204, 401, 401]);
    await checkAll(noted);
  });

  it("are as the contract describes them: a refused login, and one too many", async () => {
    const wrong = new NotedClient(simulator, { password: "wrong" });
    await assert.rejects(wrong.client.listVms({}, new Flight()), { code: "UNAUTHENTICATED" });
    await simulator.settings({ session_limit: 0 });
    const late = new NotedClient(simulator);
    await assert.rejects(late.client.listVms({}, new Flight()), { code: "SERVICE_UNAVAILABLE" });
    await Promise.all([wrong.client.close(5_000), late.client.close(5_000)]);
    await checkAll(wrong);
    await checkAll(late);
  });
});

async function prepare(simulator: SimulatorDriver, { on = "vm-42", vm, user }: Row): Promise<void> {
  if (vm !== undefined) {
    await simulator.vm(on, vm);
  }
  if (user !== undefined) {
    await simulator.user(on, simulator.address.guestUsername, user);
  }
}

function credentialsOf(simulator: SimulatorDriver, { login = {} }: Row): GuestCredentials {
  return login.type === "SAML_BEARER_TOKEN"
    ? { interactive_session: false, type: login.type, saml_token: "unknown" }
    : guestOf(simulator, login);
}

describe("the check of answers", () => {
  const path = "/api/vcenter/vm/vm-42/guest/filesystem/files?action=createTemporary";
  const answer = (status: number, received: string): Traffic => ({
    method: "POST",
    path,
    headers: {},
    sent: "{}",
    status,
    received,
  });
  const error = (type: string, more = ""): string => `{"error_type": "${type}", "messages": []${more}}`;

  it("finds nothing in what is right", () => {
    const right = [
      answer(200, '"/tmp/x"'),
      answer(404, error("NOT_FOUND", ', "data": {"reason": "FILE_NOT_FOUND", "file_path": "/x"}')),
      answer(500, error("ERROR")),
      { ...answer(204, ""), method: "DELETE", path: "/api/session" },
    ];
    assert.deepEqual(right.flatMap(answerFindings), []);
  });

  const wrong: [what: string, traffic: Traffic, finding: RegExp][] = [
    ["a wrapped value", answer(200, '{"value": "/tmp/x"}'), /string/],
    ["an undeclared status", answer(202, '"/tmp/x"'), /undeclared 202/],
    ["a missing field", answer(404, '{"error_type": "NOT_FOUND"}'), /required property 'messages'/],
    ["an unknown field", answer(404, error("NOT_FOUND", ', "more": 1')), /additional properties/],
    ["an unknown field of an undeclared error", answer(500, error("ERROR", ', "more": 1')), /additional properties/],
    ["an unknown type", answer(500, error("NEW")), /allowed values/],
    ["data of another kind", answer(404, error("NOT_FOUND", ', "data": {"path": "/x"}')), /required property 'reason'/],
    [
      "a body where none is declared",
      { ...answer(204, "{}"), method: "DELETE", path: "/api/session" },
      /a body where none/,
    ],
  ];
  for (const [what, traffic, finding] of wrong) {
    it(`finds ${what}`, () => {
      assert.match(answerFindings(traffic).join("; "), finding);
    });
  }
});
