import assert from "node:assert/strict";
import { TestRed } from "../support/node-red";
import { ConnectProxy, type Manner } from "../support/proxy";
import { SimulatorDriver } from "../support/simulator";
import { CREATE_TRANSFER } from "../support/transfers";
import { type Canary, found } from "./canaries";
import { fileMsg, fileNodes } from "./canary-transfer";
import { errorCredentials, errorFlow } from "./error-bench";
import { Witness } from "./witness";

const USER = "proxy-user";
const PASSWORD = 'CanaryOfProxy "6e1b\\ %é';
const BASIC = Buffer.from(`${USER}:${PASSWORD}`).toString("base64");
const canaries: readonly Canary[] = [
  { name: "proxy password", secret: PASSWORD },
  { name: "login in the header", secret: BASIC },
];

describe("the secret of a proxy for ESXi hosts stands nowhere but in its request", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  let proxy: ConnectProxy;
  let witness: Witness;
  before(async () => {
    simulator = await SimulatorDriver.start();
    await red.start();
  });
  beforeEach(async () => {
    await simulator.reset();
    proxy = await ConnectProxy.start();
    proxy.login = `Basic ${BASIC}`;
    const { host_map: hostMap } = await simulator.esxi();
    const node = { id: "proxy-1", type: "http proxy", name: "", url: proxy.url, noproxy: [] };
    const flow = [...errorFlow(simulator, [], { connection: { transferProxy: "proxy-1", hostMap } }), ...fileNodes(), node];
    await red.load(flow, { ...errorCredentials(simulator), "proxy-1": { username: USER, password: PASSWORD } });
    witness = new Witness(red, flow);
    await simulator.putContent("vm-42", "/tmp/x", "1");
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

  async function assertSecret(node: string, code?: string): Promise<void> {
    const { out, msg } = await red.ask(node, fileMsg(), "ok", "failed");
    assert.deepEqual([out, msg.error?.code], [code === undefined ? "ok" : "failed", code], JSON.stringify(msg.error));
    const urls = (await simulator.transfers()).map(({ path }) => ({ name: "query", secret: path.slice(path.indexOf("?") + 1) }));
    const all = [...canaries, ...urls];
    assert.deepEqual(found(witness.news(), all), []);
    // Core keeps its own copy in its own node.
    Object.assign(red.helper.getNode("proxy-1"), { credentials: undefined });
    assert.deepEqual(found(witness.nodes(), all), []);
  }

  for (const node of ["up-1", "down-1"]) {
    it(`when it makes the tunnel: ${node}`, async () => {
      await assertSecret(node);
      assert.deepEqual(found(JSON.stringify(proxy.asked[0]), canaries), ["proxy password", "login in the header"]);
      assert.equal((await simulator.transfers()).length, 1);
    });

    for (const manner of [407, 502, "hang up", "talk nonsense"] satisfies Manner[]) {
      it(`when it answers with ${manner}: ${node}`, async () => {
        proxy.manner = manner;
        await assertSecret(node, "RESOURCE_INACCESSIBLE");
      });
    }

    it(`when vCenter repeats it: ${node}`, async () => {
      const texts = [PASSWORD, BASIC, encodeURIComponent(PASSWORD), JSON.stringify(PASSWORD)];
      const messages = texts.map((text) => ({ id: text, default_message: text, args: texts }));
      await simulator.fault({ kind: "error", operation: CREATE_TRANSFER, error_type: "ERROR", messages, data: { texts } });
      await assertSecret(node, "ERROR");
    });

    it(`when the ESXi host repeats it: ${node}`, async () => {
      await simulator.fault({ kind: "transfer_answer", status: 500, body: `<html>${PASSWORD} ${BASIC}</html>`, headers: { "content-type": "text/html", "retry-after": PASSWORD.replace("é", "") } });
      await assertSecret(node, "ERROR");
    });
  }
});
