import assert from "node:assert/strict";
import sinon from "sinon";
import type { GuestLogin } from "../../src/guest/guest-login";
import type { Trial } from "../../src/guest/trial";
import { MINUTE, newLogin, permitted, refusal } from "./guest-login-trials";
import { callError, errorOf } from "./stubs";

describe("a guest login", () => {
  let clock: sinon.SinonFakeTimers;
  let login: GuestLogin;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    login = newLogin();
  });
  afterEach(() => clock.restore());

  const enter = (vm: string): Promise<Trial> => permitted(login, vm);

  /** One request. @returns whether it was sent */
  async function request(vm: string, end: "accepted" | "refused" | "unused" | "busy"): Promise<boolean> {
    let trial: Trial;
    try {
      trial = await enter(vm);
    } catch {
      return false;
    }
    switch (end) {
      case "accepted":
      case "unused":
        trial[end]();
        break;
      default:
        trial.failed(end === "refused" ? refusal() : callError("RESOURCE_BUSY"));
    }
    return true;
  }

  it("that was refused is not tried again on its VM, and the error tells until when", async () => {
    const trial = await enter("vm-1");
    const { message, cause } = trial.failed(refusal());
    assert.deepEqual(cause.data, { retryAt: "1970-01-01T00:15:00.000Z" });
    assert.match(message, / It is not tried again before 1970-01-01T00:15:00Z, unless it is corrected or a deploy restarts the connection\.$/);
    const { code, cause: later } = await errorOf(enter("vm-1"));
    assert.deepEqual([code, later.data], ["UNAUTHENTICATED", cause.data]);
    assert.equal(await request("vm-2", "accepted"), true);
    assert.equal(await request("vm-1", "accepted"), false);
  });

  it("that was refused is tried once after 15 min, then hourly", async () => {
    const sent: number[] = [];
    for (let minute = 0; minute <= 200; minute += 1) {
      sent.push(...((await request("vm-1", "refused")) ? [minute] : []));
      clock.tick(MINUTE);
    }
    assert.deepEqual(sent, [0, 15, 75, 135, 195]);
  });

  it("is free again when its one try succeeds, and counts from the beginning", async () => {
    await request("vm-1", "refused");
    clock.tick(15 * MINUTE);
    const trial = await enter("vm-1");
    await errorOf(enter("vm-1"));
    trial.accepted();
    assert.equal(await request("vm-1", "refused"), true);
    clock.tick(15 * MINUTE - 1);
    assert.equal(await request("vm-1", "refused"), false);
    clock.tick(1);
    assert.equal(await request("vm-1", "refused"), true);
  });

  for (const end of ["unused", "busy"] as const) {
    it(`gives its one try to the next if the request was ${end}`, async () => {
      await request("vm-1", "refused");
      clock.tick(15 * MINUTE);
      assert.equal(await request("vm-1", end), true);
      assert.equal(await request("vm-1", "refused"), true);
      assert.equal(await request("vm-1", "refused"), false);
    });
  }

  it("is under way once on a VM, until somebody knows that it is right", async () => {
    const first = await enter("vm-1");
    assert.equal(login.trial("vm-1"), undefined);
    const second = enter("vm-1");
    await enter("vm-2");
    first.accepted();
    await second;
    await Promise.all([enter("vm-1"), enter("vm-1")]);
  });

  it("counts refusals that were under way together as one", async () => {
    await request("vm-2", "accepted");
    const trials = await Promise.all([enter("vm-1"), enter("vm-1"), enter("vm-1")]);
    trials.forEach((trial) => trial.failed(refusal()));
    clock.tick(15 * MINUTE);
    assert.equal(await request("vm-1", "refused"), true);
  });

  it("is not latched by errors that say nothing of it", async () => {
    for (const error of [callError("UNAUTHENTICATED", { subject: "session" }), callError("UNAUTHORIZED", { subject: "permission" })]) {
      const trial = await enter("vm-1");
      assert.equal(trial.failed(error), error);
    }
    assert.equal(await request("vm-1", "accepted"), true);
  });
});
