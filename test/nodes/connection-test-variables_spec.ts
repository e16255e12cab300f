import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { outline, Tester } from "../support/tester";

const SERVER = "${TEST_SERVER_OF_VCENTER}";
const PASSWORD = "$(TEST_PASSWORD_OF_VCENTER)";
const OTHER = "${TEST_OTHER_SECRET}";
const UNREAD = "value-that-nobody-may-read";

nodeSuite("variables in a connection's test", (lab) => {
  const tester = new Tester(lab);
  const variables = { server: SERVER, password: PASSWORD };

  beforeEach(() => {
    const { url, password } = lab.simulator.address;
    Object.assign(process.env, { TEST_SERVER_OF_VCENTER: url, TEST_PASSWORD_OF_VCENTER: password, TEST_OTHER_SECRET: UNREAD });
  });
  afterEach(() => {
    delete process.env.TEST_SERVER_OF_VCENTER;
    delete process.env.TEST_PASSWORD_OF_VCENTER;
    delete process.env.TEST_OTHER_SECRET;
  });

  const load = (): Promise<void> => lab.load({ connection: { server: SERVER }, secrets: { password: PASSWORD } });

  it("have the values that are deployed", async () => {
    await load();
    assert.equal(outline(await tester.test(variables)), "settings+ name+ tcp+ tls+ login+ vms+");
  });

  const elsewhere: Record<string, object> = {
    "another variable": { server: OTHER },
    "another variable in its older form": { server: "$(TEST_OTHER_SECRET)" },
    "a variable in another field": { fingerprints: SERVER },
    "a variable in a limit": { timeout: OTHER },
    "another password": { password: OTHER },
    "a guest password": { guestPassword: OTHER, vm: "vm-42" },
    "a connection that is not deployed": { id: "new-1" },
    "a node that is no connection": { id: "temp-1" },
  };

  for (const [what, changes] of Object.entries(elsewhere)) {
    it(`have no value for ${what}: nothing is sent, nothing is told`, async () => {
      await load();

      const { text, answer } = await tester.send(tester.values({ ...variables, ...changes }));

      const [{ step, detail, remedy }] = answer.steps as [(typeof answer.steps)[number]];
      assert.deepEqual([step, /variable, in whose place only a deploy puts a value/.test(detail)], ["settings", true]);
      assert.match(remedy, /Deploy the connection first, or type the value/);
      assert.ok(!text.includes(UNREAD), text);
      await lab.assertNothingSent();
    });
  }

  it("that stand for a password have no value for another server", async () => {
    await load();
    const { detail } = await tester.failure({ ...variables, server: "127.0.0.1:1" });
    assert.match(detail, /stored password is not used/);
    await lab.assertNothingSent();
  });

  it("are said to be unset where they are", async () => {
    delete process.env.TEST_SERVER_OF_VCENTER;
    await load();
    const { step, detail } = await tester.failure(variables);
    assert.deepEqual([step, /no such environment variable is set/.test(detail)], ["settings", true]);
  });
});
