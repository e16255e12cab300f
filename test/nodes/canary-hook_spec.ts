import assert from "node:assert/strict";
import { TestRed } from "../support/node-red";
import { CREATE_FILE, SimulatorDriver } from "../support/simulator";
import { type Canary, found } from "./canaries";
import { errorCredentials, errorFlow } from "./error-bench";
import { Witness } from "./witness";

const SECRET = "CanaryOfVault-93d1";
const canaries: Canary[] = [{ name: "secret of the vault", secret: SECRET }];

class VaultError extends Error {
  readonly response = { body: SECRET };
}

/** What the function in settings.js may do with a secret that it should not. */
const HOOKS: Record<string, () => unknown> = {
  "throws an error that holds it": () => {
    throw new VaultError(SECRET, { cause: SECRET });
  },
  "rejects with an error that holds it": () => Promise.reject(new VaultError(SECRET)),
  "rejects with the text itself": () => ({ then: (_resolve: unknown, reject: (reason: unknown) => void) => reject(SECRET) }),
  "throws an error that is named by it": () => Promise.reject(Object.assign(new Error("x"), { name: SECRET, code: SECRET, stack: SECRET })),
  "gives the text itself": () => SECRET,
  "gives a password without a user": () => ({ password: SECRET }),
  "gives a password and a token": () => ({ username: "worker", password: SECRET, samlToken: SECRET }),
  "gives it with a user that is none": () => ({ username: { text: SECRET }, password: SECRET }),
  "gives it in bytes": () => ({ username: "worker", password: Buffer.from(SECRET) }),
  "gives it in a list": () => [{ username: "worker", password: SECRET }],
};

describe("a secret from the function in settings.js stands nowhere but in its request", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  let witness: Witness;
  let hook: () => unknown;
  before(async () => {
    simulator = await SimulatorDriver.start({ http: true });
    await red.start();
    const flow = errorFlow(simulator);
    await red.load(flow, errorCredentials(simulator), { vcenterConnectionGuestLogin: () => hook() });
    witness = new Witness(red, flow);
  });
  after(async () => {
    witness.leave();
    await red.unload();
    await red.stop();
    await simulator.close();
  });

  for (const [title, misbehave] of Object.entries(HOOKS)) {
    it(`when it ${title}`, async () => {
      hook = misbehave;
      const { msg } = await red.ask("temp-1", { payload: { vm: "vm-42" } }, "ok", "failed");
      const { code, cause } = msg.error ?? {};
      assert.deepEqual([code, cause?.subject, cause?.outcome], ["ERROR", "guest-login", "not_done"]);
      assert.deepEqual(found(witness.news(), canaries), []);
    });
  }

  it("when the guest refuses it", async () => {
    hook = () => ({ username: "worker", password: SECRET });
    const { msg } = await red.ask("temp-1", { payload: { vm: "vm-42" } }, "ok", "failed");
    assert.equal(msg.error?.code, "UNAUTHENTICATED");
    const sent = (await simulator.requests()).filter(({ operation }) => operation === CREATE_FILE);
    assert.deepEqual(found(JSON.stringify(sent), canaries), ["secret of the vault"]);
    assert.deepEqual(found(witness.news(), canaries), []);
  });
});
