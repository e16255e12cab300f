import assert from "node:assert/strict";
import { deleteDirectory, deleteFile } from "../../src/vcenter/file-calls";
import { Flight } from "../../src/vcenter/flight";
import { operations } from "../../src/vcenter/operations";
import { GET_SESSION, LOG_IN, LOG_OUT, SimulatorDriver } from "../support/simulator";
import { operationOf, requestFindings, type Traffic } from "./contract";
import { guestOf, NotedClient } from "./traffic";

type Calls = (noted: NotedClient, simulator: SimulatorDriver) => Promise<unknown>;

const SAML = {
  interactive_session: false,
  type: "SAML_BEARER_TOKEN",
  saml_token: "test-only-saml-token-of-worker",
} as const;

const NO_NAME = { prefix: "", suffix: "" } as const;

/** All that the client can be asked for, with every field that it may send. */
const CALLS: [what: string, operation: string, calls: Calls][] = [
  [
    "a temporary file",
    operations.createTemporaryFile.id,
    ({ client }, simulator) =>
      client.createTemporary("file", "vm-42", { credentials: guestOf(simulator), ...NO_NAME }, new Flight()),
  ],
  [
    "a temporary file with all values",
    operations.createTemporaryFile.id,
    ({ client }, simulator) => {
      const values = { prefix: "nr-ü", suffix: ".txt", parent_path: "/var/tmp" };
      return client.createTemporary("file", "vm-42", { credentials: guestOf(simulator), ...values }, new Flight());
    },
  ],
  [
    "a temporary directory",
    operations.createTemporaryDirectory.id,
    ({ client }, simulator) =>
      client.createTemporary(
        "directory",
        "vm-44",
        { credentials: guestOf(simulator), prefix: "a", suffix: "b" },
        new Flight(),
      ),
  ],
  [
    "a temporary file by SAML token",
    operations.createTemporaryFile.id,
    ({ client }) => client.createTemporary("file", "vm-42", { credentials: SAML, ...NO_NAME }, new Flight()),
  ],
  [
    "a temporary file by SAML token and user",
    operations.createTemporaryFile.id,
    ({ client }) =>
      client.createTemporary(
        "file",
        "vm-42",
        { credentials: { ...SAML, user_name: "worker" }, ...NO_NAME },
        new Flight(),
      ),
  ],
  ["VMs by name", operations.listVms.id, ({ client }) => client.listVms({ names: ["a & b", "ü"] }, new Flight())],
  ["all VMs", operations.listVms.id, ({ client }) => client.listVms({}, new Flight())],
  [
    "VMs by all filters",
    operations.listVms.id,
    ({ client }) => {
      const filter = {
        vms: ["vm-42"],
        names: ["x"],
        folders: ["f"],
        datacenters: ["d"],
        hosts: ["h"],
        clusters: ["c"],
        resource_pools: ["r"],
      };
      return client.listVms({ ...filter, power_states: ["POWERED_ON", "SUSPENDED"] }, new Flight());
    },
  ],
  [
    "the readiness of Tools",
    operations.guestOperations.id,
    ({ client }) => client.guestOperations("vm-42", new Flight()),
  ],
];

describe("the requests of the client", () => {
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  for (const [what, operation, calls] of CALLS) {
    it(`are as the contract describes them: ${what}`, async () => {
      const noted = new NotedClient(simulator);
      await calls(noted, simulator);
      await noted.client.close(5_000);
      assert.deepEqual(
        noted.traffic.map((traffic) => [operationOf(traffic)?.operationId, requestFindings(traffic)]),
        [LOG_IN, operation, LOG_OUT].map((id) => [id, []]),
      );
      assert.deepEqual((await simulator.counters()).contract.violations, []);
    });
  }

  for (const [kind, creation, deletion, remove] of [
    ["file", operations.createTemporaryFile.id, operations.deleteFile.id, deleteFile],
    ["directory", operations.createTemporaryDirectory.id, operations.deleteDirectory.id, deleteDirectory],
  ] as const) {
    for (const vm of ["vm-42", "vm-44"]) {
      it(`are as the contract describes them: the deletion of a ${kind} in ${vm}, which is gone then`, async () => {
        const noted = new NotedClient(simulator);
        const credentials = guestOf(simulator);
        const values = { credentials, prefix: "nr ü%&+", suffix: ".txt" };
        const path = await noted.client.createTemporary(kind, vm, values, new Flight());
        await simulator.file(vm, path);
        await noted.client.call(remove(vm, { credentials, path }), new Flight());
        await noted.client.close(5_000);
        await assert.rejects(simulator.file(vm, path));
        assert.deepEqual(
          noted.traffic.map((traffic) => [operationOf(traffic)?.operationId, requestFindings(traffic)]),
          [LOG_IN, creation, deletion, LOG_OUT].map((id) => [id, []]),
        );
        assert.deepEqual((await simulator.counters()).contract.violations, []);
      });
    }
  }

  it("are as the contract describes them but for the missing token: whether vCenter can be reached", async () => {
    const noted = new NotedClient(simulator);
    assert.equal(await noted.client.outage(), undefined);
    await noted.client.close(5_000);
    assert.deepEqual(
      noted.traffic.map((traffic) => [operationOf(traffic)?.operationId, traffic.status, requestFindings(traffic)]),
      [[GET_SESSION, 401, ["wrong login: accept,vapi-ctx-opid,x-request-id"]]],
    );
    assert.deepEqual((await simulator.counters()).contract.violations, []);
    assert.deepEqual((await simulator.counters()).sessions.created, 0);
  });

  it("are as the contract describes them: whether the session lives", async () => {
    const noted = new NotedClient(simulator);
    const credentials = guestOf(simulator, { password: "wrong" });
    await assert.rejects(
      noted.client.createTemporary("file", "vm-42", { credentials, prefix: "", suffix: "" }, new Flight()),
    );
    await noted.client.close(5_000);
    const probe = noted.traffic.find((traffic) => operationOf(traffic)?.operationId === GET_SESSION);
    assert.equal(operations.askSession.id, GET_SESSION);
    assert.deepEqual(probe && requestFindings(probe), []);
    assert.deepEqual((await simulator.counters()).contract.violations, []);
  });
});

describe("the check of requests", () => {
  const usual: Traffic = {
    method: "POST",
    path: "/api/vcenter/vm/vm-42/guest/filesystem/files?action=createTemporary",
    headers: { accept: "application/json", "content-type": "application/json", "vmware-api-session-id": "t" },
    sent: JSON.stringify({
      credentials: { interactive_session: false, type: "USERNAME_PASSWORD" },
      prefix: "",
      suffix: "",
    }),
    status: 200,
    received: '"/tmp/x"',
  };
  const list: Traffic = {
    ...usual,
    method: "GET",
    path: "/api/vcenter/vm?names=a",
    sent: undefined,
    headers: { accept: "application/json", "vmware-api-session-id": "t" },
  };

  it("finds nothing in what is right", () => {
    assert.deepEqual([requestFindings(usual), requestFindings(list)], [[], []]);
  });

  const wrong: [what: string, traffic: Traffic, finding: RegExp][] = [
    ["an unknown path", { ...usual, path: "/api/vcenter/vm/vm-42/guest" }, /no operation/],
    ["an unknown action", { ...usual, path: usual.path.replace("createTemporary", "make") }, /no operation/],
    ["an unknown method", { ...usual, method: "DELETE" }, /no operation/],
    ["an unknown field", { ...usual, sent: usual.sent?.replace("{", '{"mode": 1, ') }, /additional properties/],
    [
      "an unknown field further in",
      { ...usual, sent: usual.sent?.replace(':{"', ':{"realm":1,"') },
      /additional properties/,
    ],
    ["a missing field", { ...usual, sent: "{}" }, /required property 'credentials'/],
    [
      "a field of another type",
      { ...usual, sent: usual.sent?.replace('"prefix":""', '"prefix":1') },
      /prefix must|prefix should/,
    ],
    ["an unknown value", { ...usual, sent: usual.sent?.replace("USERNAME_PASSWORD", "KERBEROS") }, /allowed values/],
    ["a missing token", { ...list, headers: { accept: "application/json" } }, /wrong login/],
    ["an unknown parameter", { ...list, path: "/api/vcenter/vm?name=a" }, /unknown parameter name/],
    ["a body where none is declared", { ...list, sent: "{}" }, /a body where none/],
    ["a login beside the token", { ...usual, headers: { ...usual.headers, authorization: "Basic x" } }, /wrong login/],
    [
      "no content type",
      { ...usual, headers: { accept: "application/json", "vmware-api-session-id": "t" } },
      /content-type undefined/,
    ],
    ["another type accepted", { ...list, headers: { accept: "*/*", "vmware-api-session-id": "t" } }, /accept is not/],
  ];
  for (const [what, traffic, finding] of wrong) {
    it(`finds ${what}`, () => {
      assert.match(requestFindings(traffic).join("; "), finding);
    });
  }
});
