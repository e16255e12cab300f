import assert from "node:assert/strict";
import { type Lab, nodeSuite } from "../support/lab";

/** The prefix of the name that a message gets. */
async function prefixOf(lab: Lab, msg: object): Promise<string> {
  const path = await lab.path(msg);
  return /^\/tmp\/vmware-[^/]+\/(.*)vmware\d+$/.exec(path)![1]!;
}

nodeSuite("typed values", (lab) => {
  const vm = { payload: { vm: "vm-42" } };

  const rows: readonly (readonly [type: string, expression: string | number, msg: object, prefix: string])[] = [
    ["msg", "topic", { topic: "t" }, "t"],
    ["msg", "msg.topic", { topic: "t" }, "t"],
    ["msg", "deep.list[1]['a b']", { deep: { list: [0, { "a b": "c" }] } }, "c"],
    ["msg", "payload[msg.topic].x", { topic: "other" }, ""],
    ["msg", "missing", {}, ""],
    ["msg", "missing.deeper.still", {}, ""],
    ["msg", "topic.deeper", { topic: null }, ""],
    ["msg", "", {}, ""],
    ["str", "plain", {}, "plain"],
    ["str", "", {}, ""],
    ["str", " a ", {}, " a "],
    ["num", "5", {}, "5"],
    ["num", 0, {}, "0"],
    ["num", "", {}, ""],
    ["jsonata", "$uppercase(topic) & '-' & $string(1 + 1)", { topic: "t" }, "T-2"],
    ["jsonata", "6 * 7", {}, "42"],
    ["jsonata", "nothing", {}, ""],
    ["jsonata", "null", {}, ""],
    ["jsonata", "", {}, ""],
  ];

  for (const [type, expression, msg, prefix] of rows) {
    it(`${type} ${JSON.stringify(expression)} of ${JSON.stringify(msg)} is "${prefix}"`, async () => {
      await lab.load({ tempFile: { prefix: expression, prefixType: type } });
      assert.equal(await prefixOf(lab, { ...vm, ...msg }), prefix);
    });
  }

  for (const type of ["flow", "global"] as const) {
    it(`${type}: what stands in the context when the message arrives`, async () => {
      await lab.load({ tempFile: { prefix: "names.job", prefixType: type } });
      const context = lab.red.helper.getNode("temp-1").context()[type];

      assert.equal(await prefixOf(lab, { ...vm }), "");
      context.set("names", { job: "first" });
      assert.equal(await prefixOf(lab, { ...vm }), "first");
      context.set("names", { job: 2 });
      assert.equal(await prefixOf(lab, { ...vm }), "2");
      context.set("names", null);
      assert.equal(await prefixOf(lab, { ...vm }), "");
    });

    it(`${type}: JSONata reads it too`, async () => {
      await lab.load({ tempFile: { prefix: `$${type}Context('job') & 'x'`, prefixType: "jsonata" } });
      lab.red.helper.getNode("temp-1").context()[type].set("job", "j");

      assert.equal(await prefixOf(lab, { ...vm }), "jx");
    });
  }

  describe("env", () => {
    afterEach(() => {
      delete process.env.TEST_PREFIX;
    });

    it("a variable of the process, alone and inside a text", async () => {
      process.env.TEST_PREFIX = "p";
      await lab.load({ tempFile: { prefix: "TEST_PREFIX", prefixType: "env", suffix: "-${TEST_PREFIX}-", suffixType: "env" } });

      assert.match(await lab.path({ ...vm }), /\/pvmware\d+-p-$/);
    });

    it("a variable that is not set is missing", async () => {
      await lab.load({ tempFile: { prefix: "TEST_NEVER_SET", prefixType: "env" } });
      assert.equal(await prefixOf(lab, { ...vm }), "");
    });

    it("a variable of the group around the node counts before one of the process", async () => {
      process.env.TEST_PREFIX = "process";
      const group = {
        id: "group-1",
        type: "group",
        z: "tab-1",
        name: "",
        nodes: ["temp-1"],
        env: [{ name: "TEST_PREFIX", value: "group", type: "str" }],
        x: 1,
        y: 1,
        w: 1,
        h: 1,
      };
      await lab.load({ tempFile: { prefix: "TEST_PREFIX", prefixType: "env", g: "group-1" }, more: [group] });

      assert.equal(await prefixOf(lab, { ...vm }), "group");
    });
  });

  describe("a value that cannot be evaluated is refused by name", () => {
    const broken: readonly (readonly [type: string, expression: string, says: RegExp])[] = [
      ["jsonata", "payload.(", /prefix \(JSONata expression\) cannot be evaluated/],
      ["jsonata", "$nonsense()", /prefix \(JSONata expression\) cannot be evaluated: .*non-function/],
      ["jsonata", "$error('broken\u0007')", /cannot be evaluated: broken\. Correct it in the node\.$/],
      ["msg", "a..b", /prefix \(msg\.a\.\.b\) cannot be evaluated/],
      ["msg", "list[unknown]", /prefix \(msg\.list\[unknown\]\) cannot be evaluated/],
      ["json", "{", /prefix cannot be evaluated/],
    ];

    for (const [type, expression, says] of broken) {
      it(`${type} ${JSON.stringify(expression)}`, async () => {
        await lab.load({ tempFile: { prefix: expression, prefixType: type } });

        const { code, message, cause } = await lab.error({ ...vm });

        assert.equal(code, "INVALID_ARGUMENT");
        assert.equal(cause.subject, "message");
        assert.match(message, says);
        await lab.assertNothingSent();
      });
    }
  });

  it("a node whose values are all typed in works on any message", async () => {
    const typed = { vm: "vm-42", vmType: "str", prefix: "p", prefixType: "str", suffix: "", suffixType: "str" };
    const parent = { parentPath: "/tmp", parentPathType: "str", login: "worker", loginType: "str" };
    await lab.load({
      tempFile: { ...typed, ...parent },
      more: [{ id: "login-1", type: "vcenter-guest-login", name: "worker", connection: "connection-1" }],
      credentials: { "login-1": { guestUsername: "worker", guestPassword: lab.simulator.address.guestPassword } },
    });

    for (const payload of [undefined, null, "text", 5, [1], Buffer.from("x"), { vm: "another" }]) {
      assert.match(await lab.path({ payload }), /^\/tmp\/pvmware\d+$/);
    }
  });

  it("a value is read when the message arrives, not when it is sent", async () => {
    await lab.load();
    const msg = { payload: { vm: "vm-42", prefix: "early" } };
    const asked = lab.ask(msg);
    await new Promise(setImmediate);
    msg.payload.prefix = "late";

    assert.match(String((await asked).msg.payload), /\/earlyvmware\d+$/);
  });
});
