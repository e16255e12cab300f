import assert from "node:assert/strict";
import { type Lab, nodeSuite, type Setup } from "../support/lab";
import type { FlowNode } from "../support/node-red";
import { CREATE_FILE } from "../support/simulator";

const place = { z: "tab-1", x: 100, y: 200 };

/** A subflow `sub-1` around a temp-file node `inner`, with both of its outputs. */
function subflow(lab: Lab, tempFile: Record<string, unknown>, env: readonly object[]): FlowNode[] {
  const out = [0, 1].map((port) => ({ x: 1, y: 1, wires: [{ id: "inner", port }] }));
  const temp = lab.flow({ tempFile }).find(({ id }) => id === "temp-1")!;
  return [
    { id: "sub-1", type: "subflow", name: "s", in: [{ x: 1, y: 1, wires: [{ id: "inner" }] }], out, env },
    { ...temp, id: "inner", z: "sub-1", wires: [[], []] },
  ];
}

function instance(id: string, env: readonly object[], wires: string[][] = [["ok"], ["failed"]]): FlowNode {
  return { id, type: "subflow:sub-1", ...place, env, wires };
}

nodeSuite("an action node in a subflow", (lab) => {
  const { red } = lab;
  const vm = (): object => ({ payload: { vm: "vm-42" } });
  const caught: FlowNode[] = [
    { id: "c1", type: "catch", ...place, name: "", scope: null, uncaught: false, wires: [["caught"]] },
    { id: "caught", type: "helper", ...place, wires: [] },
  ];

  it("sends results and errors through the outputs of each instance", async () => {
    await lab.load({ more: [...subflow(lab, {}, []), instance("use-1", [])] });

    const result = await red.ask("use-1", vm(), "ok", "failed");
    const error = await red.ask("use-1", { payload: {} }, "ok", "failed");

    assert.deepEqual([result.out, error.out], ["ok", "failed"]);
    assert.equal(error.msg.error?.code, "INVALID_ARGUMENT");
  });

  it("takes output 2 for not wired if the instance's is not", async () => {
    await lab.load({ more: [...subflow(lab, {}, []), instance("use-1", [], [["ok"], []]), ...caught] });

    const { msg } = await red.ask("use-1", { payload: {} }, "caught");

    assert.equal(msg.error?.code, "INVALID_ARGUMENT");
  });

  it("has the variables of its own instance", async () => {
    const which = (value: string): object[] => [{ name: "WHICH", type: "str", value }];
    await lab.load({
      more: [
        ...subflow(lab, { prefix: "WHICH", prefixType: "env" }, which("none")),
        instance("use-a", which("a")),
        instance("use-b", which("b")),
      ],
    });

    for (const name of ["a", "b"]) {
      const { msg } = await red.ask(`use-${name}`, vm(), "ok", "failed");
      assert.match(String(msg.payload), new RegExp(`/${name}vmware\\d+$`));
    }
  });

  it("has a connection and a guest login of its own inside the subflow, with their credentials", async () => {
    const connection = lab.flow().find(({ id }) => id === "connection-1")!;
    const { username, password, guestUsername, guestPassword } = lab.simulator.address;
    await lab.load({
      more: [
        ...subflow(lab, { connection: "own" }, []),
        { ...connection, id: "own", z: "sub-1" },
        { id: "login-1", type: "vcenter-guest-login", name: "inside", connection: "own", z: "sub-1" },
        instance("use-1", []),
      ],
      credentials: { own: { username, password }, "login-1": { guestUsername, guestPassword } },
    });

    const { out, msg } = await red.ask("use-1", { payload: { vm: "vm-42", guest_login: "inside" } }, "ok", "failed");

    assert.equal(out, "ok", JSON.stringify(msg.error));
    assert.equal(msg.guest?.login, "inside");
  });

  describe("whose connection each instance chooses", () => {
    const choosing = { connection: "${CONN}" };
    const chosen = (value: string): object[] => [{ name: "CONN", type: "conf-type", value }];

    const setup = (connection: Record<string, unknown> = {}): Setup => ({
      connection,
      more: [...subflow(lab, choosing, chosen("")), instance("use-1", chosen("connection-1")), ...caught],
    });

    it("uses that one", async () => {
      const base = setup();
      await lab.load({ ...base, more: [...base.more!, instance("use-2", chosen("gone"))] });

      const used = await red.ask("use-1", vm(), "ok", "failed");
      const missing = await red.ask("use-2", vm(), "ok", "failed");

      assert.equal(used.out, "ok");
      assert.deepEqual([missing.msg.error?.code, missing.msg.error?.cause.subject], ["INVALID_ARGUMENT", "configuration"]);
    });

    it("uses the new connection after a deploy that restarts the connection alone", async () => {
      await lab.load(setup());
      await red.ask("use-1", vm(), "ok");
      const before = red.helper.getNode("use-1-inner");
      assert.equal(before.type, "vcenter-guest-temp-file");

      await lab.red.deploy(lab.flow(setup({ name: "new" })), "nodes");
      const { out } = await red.ask("use-1", vm(), "ok", "failed");

      assert.equal(out, "ok");
      assert.equal(red.helper.getNode("use-1-inner"), before);
      const { sessions } = await lab.simulator.counters();
      assert.deepEqual([sessions.created, sessions.deleted], [2, 1]);
    });

    it("does not lose the message that is under way then", async () => {
      await lab.load(setup());
      await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
      red.send("use-1", vm());
      await lab.called(CREATE_FILE);

      const deployed = lab.red.deploy(lab.flow(setup({ name: "new" })), "nodes");
      await new Promise(setImmediate);
      await lab.release();
      const [msg] = await red.arrivals("ok");
      await deployed;

      assert.match(String(msg?.payload), /^\/tmp\//);
      assert.deepEqual(red.logged("WARN"), []);
      await lab.assertNothingLeft();
    });
  });
});
