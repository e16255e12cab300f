import assert from "node:assert/strict";
import { TestRed } from "../support/node-red";
import { ConnectProxy, type Manner } from "../support/proxy";
import { CREATE_FILE, SimulatorDriver } from "../support/simulator";
import { type Canary, found } from "./canaries";
import { errorCredentials, errorFlow } from "./error-bench";
import { Witness } from "./witness";

const USER = "proxy-user";
const PASSWORD = 'CanaryOfProxy "6e1b\\ %é';
const BASIC = Buffer.from(`${USER}:${PASSWORD}`).toString("base64");
const canaries: Canary[] = [
  { name: "proxy password", secret: PASSWORD },
  { name: "login in the header", secret: BASIC },
];

describe("the secret of a proxy stands nowhere but in its request", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  let proxy: ConnectProxy;
  let witness: Witness;
  before(async () => {
    simulator = await SimulatorDriver.start();
    await red.start();
  });
  beforeEach(async () => {
    proxy = await ConnectProxy.start();
    proxy.login = `Basic ${BASIC}`;
    const node = { id: "proxy-1", type: "http proxy", name: "", url: proxy.url, noproxy: [] };
    const flow = [...errorFlow(simulator, [], { connection: { proxy: "proxy-1" } }), node];
    await red.load(flow, { ...errorCredentials(simulator), "proxy-1": { username: USER, password: PASSWORD } });
    witness = new Witness(red, flow);
  });
  afterEach(async () => {
    witness.leave();
    await red.unload();
    await proxy.close();
  });
  after(async () => {
    await red.stop();
    await simulator.close();
  });

  async function assertSecret(out: string, code?: string): Promise<void> {
    const answer = await red.ask("temp-1", { payload: { vm: "vm-42" } }, "ok", "failed");
    assert.deepEqual([answer.out, answer.msg.error?.code], [out, code], JSON.stringify(answer.msg.error));
    const [request] = proxy.asked;
    assert.deepEqual(found(JSON.stringify(request), canaries), ["proxy password", "login in the header"]);
    assert.deepEqual(found(witness.news(), canaries), []);
    // Core keeps its own copy in its own node.
    Object.assign(red.helper.getNode("proxy-1"), { credentials: undefined });
    assert.deepEqual(found(witness.nodes(), canaries), []);
  }

  it("when it makes the tunnel", () => assertSecret("ok"));

  for (const manner of [407, 502, "hang up", "talk nonsense"] satisfies Manner[]) {
    it(`when it answers with ${manner}`, async () => {
      proxy.manner = manner;
      await assertSecret("failed", "RESOURCE_INACCESSIBLE");
    });
  }

  it("when vCenter repeats it", async () => {
    const texts = [PASSWORD, BASIC, encodeURIComponent(PASSWORD), JSON.stringify(PASSWORD)];
    await simulator.fault({
      kind: "error",
      operation: CREATE_FILE,
      error_type: "ERROR",
      messages: texts.map((text) => ({ id: text, default_message: text, args: texts })),
      data: { texts },
    });
    await assertSecret("failed", "ERROR");
  });
});
