import assert from "node:assert/strict";
import sinon from "sinon";
import type { GuestLogin } from "../../src/guest/guest-login";
import type { Trial } from "../../src/guest/trial";
import { MINUTE, newLogin, permitted, refusal } from "./guest-login-trials";
import { errorOf, turns } from "./stubs";

describe("a guest login that nobody knows to be right", () => {
  let clock: sinon.SinonFakeTimers;
  let login: GuestLogin;
  let inside: string[];
  let trials: Map<string, Trial>;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["performance", "Date", "setTimeout", "clearTimeout"] });
    login = newLogin();
    inside = [];
    trials = new Map();
  });
  afterEach(() => clock.restore());

  async function come(count: number): Promise<void> {
    for (let index = 1; index <= count; index += 1) {
      const vm = `vm-${index}`;
      permitted(login, vm).then(
        (trial) => {
          trials.set(vm, trial);
          inside.push(vm);
        },
        () => inside.push("latched"),
      );
    }
    await turns();
  }

  async function end(vm: string, how: "accepted" | "refused" | "unused"): Promise<void> {
    const trial = trials.get(vm)!;
    if (how === "refused") {
      trial.failed(refusal());
    } else {
      trial[how]();
    }
    await turns();
  }

  async function enterAndEnd(vm: string, how: "accepted" | "refused"): Promise<void> {
    trials.set(vm, await permitted(login, vm));
    await end(vm, how);
  }

  it("is under way at most 3 times at once, until it has succeeded", async () => {
    await come(100);
    assert.deepEqual(inside, ["vm-1", "vm-2", "vm-3"]);
    await end("vm-1", "unused");
    assert.deepEqual(inside.slice(3), ["vm-4"]);
    await end("vm-2", "accepted");
    assert.equal(inside.length, 100);
  });

  it("is refused at most 5 times on 500 VMs: three in a row stop it everywhere", async () => {
    await come(500);
    let calls = 0;
    for (let index = 0; index < inside.length; index += 1) {
      const vm = inside[index]!;
      if (vm !== "latched") {
        calls += 1;
        await end(vm, "refused");
      }
    }
    assert.deepEqual([calls, inside.length], [5, 500]);
    assert.throws(() => {
      login.check("vm-600");
    });
  });

  it("is not kept from others by VMs that hang, as long as not more than 5 may refuse it", async () => {
    await come(100);
    const counts: number[] = [];
    for (const seconds of [9, 1, 60]) {
      await clock.tickAsync(seconds * 1_000);
      await turns();
      counts.push(inside.length);
    }
    assert.deepEqual(counts, [3, 5, 5]);
    await end("vm-4", "accepted");
    assert.equal(inside.length, 100);
  });

  it("is tried by the next when one that hung has ended, and is not counted as hanging any more", async () => {
    await come(100);
    await clock.tickAsync(10_000);
    await end("vm-1", "unused");
    await end("vm-2", "unused");
    await end("vm-3", "unused");
    assert.equal(inside.length, 6);
    await clock.tickAsync(10_000);
    assert.equal(inside.length, 8);
  });

  it("is refused at most 5 times too when those that hang refuse it late", async () => {
    await come(100);
    await clock.tickAsync(10_000);
    for (const vm of ["vm-1", "vm-2", "vm-3", "vm-4", "vm-5"]) {
      await end(vm, "refused");
    }
    assert.deepEqual([trials.size, inside.length], [5, 100]);
  });

  it("is tried by one of all VMs after 15 min, and a success frees it on the others", async () => {
    for (const vm of ["vm-1", "vm-2", "vm-3"]) {
      await enterAndEnd(vm, "refused");
    }
    await errorOf(permitted(login, "vm-9"));
    clock.tick(15 * MINUTE);
    const trial = await permitted(login, "vm-9");
    await errorOf(permitted(login, "vm-8"));
    trial.accepted();
    await permitted(login, "vm-8");
    await permitted(login, "vm-1");
  });

  it("is not stopped everywhere by refusals with a success between them, or on one VM", async () => {
    await enterAndEnd("vm-1", "refused");
    await enterAndEnd("vm-2", "refused");
    await enterAndEnd("vm-3", "accepted");
    await enterAndEnd("vm-4", "refused");
    await permitted(login, "vm-5");
  });

  it("is one that has not succeeded for 10 minutes: passwords are changed", async () => {
    await enterAndEnd("vm-1", "accepted");
    clock.tick(10 * MINUTE - 1);
    await come(100);
    assert.equal(inside.length, 100);
    for (const vm of inside) {
      await end(vm, "unused");
    }
    clock.tick(1);
    inside = [];
    await come(100);
    assert.equal(inside.length, 3);
  });
});
