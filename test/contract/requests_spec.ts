import assert from "node:assert/strict";
import { operations } from "../../src/vcenter/operations";
import { GET_SESSION, LOG_IN, LOG_OUT, SimulatorDriver } from "../support/simulator";
import { operationOf, requestFindings, type Traffic } from "./contract";
import { guestOf, live, NotedClient } from "./traffic";

type Calls = (noted: NotedClient, simulator: SimulatorDriver) => Promise<unknown>;

const SAML = {
  interactive_session: false,
  type: "SAML_BEARER_TOKEN",
  saml_token: "test-only-saml-token-of-worker",
} as const;

/** All that the client can be asked for, with every field that it may send. */
const CALLS: [what: string, operation: string, calls: Calls][] = [
  [
    "a temporary file",
    operations.createTemporaryFile.id,
    ({ client }, simulator) =>
      client.createTemporary("file", "vm-42", { credentials: guestOf(simulator), prefix: "", suffix: "" }, live()),
  ],
  [
    "a temporary file with all values",
    operations.createTemporaryFile.id,
    ({ client }, simulator) => {
      const values = { prefix: "nr-ü", suffix: ".txt", parent_path: "/var/tmp" };
      return client.createTemporary("file", "vm-42", { credentials: guestOf(simulator), ...values }, live());
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
        live(),
      ),
  ],
  [
    "a temporary file by SAML token",
    operations.createTemporaryFile.id,
    ({ client }) => client.createTemporary("file", "vm-42", { credentials: SAML, prefix: "", suffix: "" }, live()),
  ],
  [
    "a temporary file by SAML token and user",
    operations.createTemporaryFile.id,
    ({ client }) =>
      client.createTemporary(
        "file",
        "vm-42",
        { credentials: { ...SAML, user_name: "worker" }, prefix: "", suffix: "" },
        live(),
      ),
  ],
  ["VMs by name", operations.listVms.id, ({ client }) => client.listVms({ names: ["a & b", "ü"] }, live())],
  ["all VMs", operations.listVms.id, ({ client }) => client.listVms({}, live())],
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
      return client.listVms({ ...filter, power_states: ["POWERED_ON", "SUSPENDED"] }, live());
    },
  ],
  ["the readiness of Tools", operations.guestOperations.id, ({ client }) => client.guestOperations("vm-42", live())],
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
      await noted.client.close();
      assert.deepEqual(
        noted.traffic.map((traffic) => [operationOf(traffic)?.operationId, requestFindings(traffic)]),
        [LOG_IN, operation, LOG_OUT].map((id) => [id, []]),
      );
      assert.deepEqual((await simulator.counters()).contract.violations, []);
    });
  }

  it("are as the contract describes them: whether the session lives", async () => {
    const noted = new NotedClient(simulator);
    const credentials = guestOf(simulator, { password: "wrong" });
    await assert.rejects(
      noted.client.createTemporary("file", "vm-42", { credentials, prefix: "", suffix: "" }, live()),
    );
    await noted.client.close();
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
