import assert from "node:assert/strict";
import { Flight } from "../../src/vcenter/flight";
import { LOG_IN, LOG_OUT, SimulatorDriver } from "../support/simulator";
import { answerFindings, operationOf, requestFindings } from "./contract";
import { FILE_ROWS, type FileRow, pathOf, prepare, vmOf } from "./file-rows";
import { guestOf, NotedClient } from "./traffic";

const SAML = { interactive_session: false, type: "SAML_BEARER_TOKEN", saml_token: "test-only-saml-token-of-worker" } as const;

describe("the requests on guest files", () => {
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  async function assertRight(row: FileRow, credentials: ReturnType<typeof guestOf>): Promise<void> {
    await prepare(simulator, row);
    const noted = new NotedClient(simulator);
    const call = row.call(vmOf(row), credentials, pathOf(row));
    await noted.client.call(call, new Flight());
    await noted.client.close(5_000);
    assert.deepEqual(
      noted.traffic.map((traffic) => [operationOf(traffic)?.operationId, requestFindings(traffic), answerFindings(traffic)]),
      [LOG_IN, call.operation.id, LOG_OUT].map((id) => [id, [], []]),
    );
    assert.equal(noted.traffic[1]?.status, row.status);
    assert.deepEqual((await simulator.counters()).contract.violations, []);
    const [, recorded] = await simulator.requests();
    assert.deepEqual([recorded?.operation, recorded?.vm, recorded?.violations], [call.operation.id, vmOf(row), []]);
  }

  for (const row of FILE_ROWS) {
    it(`and their answers are as the contract describes them: ${row.what}`, () => assertRight(row, guestOf(simulator)));
  }

  it("and their answers are as the contract describes them: all by SAML token", async () => {
    for (const row of FILE_ROWS.filter(({ vm }) => vm === undefined)) {
      await simulator.reset();
      await assertRight(row, SAML);
    }
  });

  it("carry the path as it is, in the body or as one segment of the URL", async () => {
    for (const row of FILE_ROWS) {
      await simulator.reset();
      await prepare(simulator, row);
      const noted = new NotedClient(simulator);
      const path = pathOf(row);
      await noted.client.call(row.call(vmOf(row), guestOf(simulator), path), new Flight());
      await noted.client.close(5_000);
      const { path: url = "", sent = "{}" } = noted.traffic[1] ?? {};
      const body = JSON.parse(sent) as { path?: string; spec?: { path: string } };
      const inUrl = /\/files\/([^/?]+)\?/.exec(url)?.[1];
      const carried = inUrl === undefined ? (body.path ?? body.spec?.path) : decodeURIComponent(inUrl);
      assert.equal(carried, path, row.what);
    }
  });

  it("hold the guest login in the body alone", () => {
    for (const row of FILE_ROWS) {
      const call = row.call(vmOf(row), guestOf(simulator), pathOf(row));
      assert.deepEqual(call.secrets, [simulator.address.guestPassword], row.what);
      assert.ok(!call.url.includes(encodeURIComponent(simulator.address.guestPassword)), row.what);
      assert.ok(JSON.stringify(call.body).includes(simulator.address.guestPassword), row.what);
    }
  });
});
