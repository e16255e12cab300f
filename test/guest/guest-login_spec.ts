import assert from "node:assert/strict";
import sinon from "sinon";
import { GuestLogin } from "../../src/guest/guest-login";
import { Job } from "../../src/guest/job";
import type { VCenterError } from "../../src/vcenter/error";
import { callError, errorOf, turns } from "./stubs";

const MINUTE = 60_000;
const refusal = (): VCenterError => callError("UNAUTHENTICATED", { subject: "guest-login", status: 401 });

describe("a guest login", () => {
  let clock: sinon.SinonFakeTimers;
  let login: GuestLogin;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
    login = new GuestLogin();
  });
  afterEach(() => clock.restore());

  const enter = (vm: string): Promise<void> => login.enter(new Job(), vm);

  /** One request. @returns whether it was sent */
  async function request(vm: string, end: "accepted" | "refused" | "unused" | "busy"): Promise<boolean> {
    try {
      await enter(vm);
    } catch {
      return false;
    }
    switch (end) {
      case "accepted":
      case "unused":
        login[end](vm);
        break;
      default:
        login.failed(vm, end === "refused" ? refusal() : callError("RESOURCE_BUSY"));
    }
    return true;
  }

  it("that was refused is not tried again on its VM, and the error tells until when", async () => {
    await enter("vm-1");
    const { message, cause } = login.failed("vm-1", refusal());
    assert.deepEqual(cause.data, { retryAt: "1970-01-01T00:15:00.000Z" });
    assert.match(message, / It is not tried again before 1970-01-01T00:15:00\.000Z\.$/);
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
    await enter("vm-1");
    await errorOf(enter("vm-1"));
    login.accepted("vm-1");
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

  it("counts refusals that were under way together as one", async () => {
    await Promise.all([enter("vm-1"), enter("vm-1"), enter("vm-1")]);
    [1, 2, 3].forEach(() => login.failed("vm-1", refusal()));
    clock.tick(15 * MINUTE);
    assert.equal(await request("vm-1", "refused"), true);
  });

  it("is not latched by errors that say nothing of it", async () => {
    for (const error of [callError("UNAUTHENTICATED", { subject: "session" }), callError("UNAUTHORIZED", { subject: "permission" })]) {
      await enter("vm-1");
      assert.equal(login.failed("vm-1", error), error);
    }
    assert.equal(await request("vm-1", "accepted"), true);
  });
});

describe("a guest login that nobody knows to be right", () => {
  let login: GuestLogin;
  let inside: string[];
  beforeEach(() => {
    login = new GuestLogin();
    inside = [];
  });

  async function come(count: number): Promise<void> {
    for (let index = 1; index <= count; index += 1) {
      const vm = `vm-${index}`;
      void login.enter(new Job(), vm).then(() => inside.push(vm), () => inside.push("latched"));
    }
    await turns();
  }

  it("is under way at most 3 times at once, until it has succeeded", async () => {
    await come(100);
    assert.deepEqual([inside, login.isFree], [["vm-1", "vm-2", "vm-3"], false]);
    login.unused("vm-1");
    await turns();
    assert.deepEqual(inside.slice(3), ["vm-4"]);
    login.accepted("vm-2");
    await turns();
    assert.deepEqual([inside.length, login.isFree], [100, true]);
  });

  it("is refused at most 5 times on 500 VMs: three in a row stop it everywhere", async () => {
    await come(500);
    let calls = 0;
    for (let index = 0; index < inside.length; index += 1) {
      const vm = inside[index]!;
      if (vm !== "latched") {
        calls += 1;
        login.failed(vm, refusal());
        await turns();
      }
    }
    assert.deepEqual([calls, inside.length], [5, 500]);
    assert.throws(() => {
      login.check("vm-600");
    });
  });

  it("is tried by one of all VMs after 15 min, and a success frees it on the others", async () => {
    const clock = sinon.useFakeTimers({ toFake: ["performance", "Date"] });
    try {
      for (const vm of ["vm-1", "vm-2", "vm-3"]) {
        await login.enter(new Job(), vm);
        login.failed(vm, refusal());
      }
      await errorOf(login.enter(new Job(), "vm-9"));
      clock.tick(15 * MINUTE);
      await login.enter(new Job(), "vm-9");
      await errorOf(login.enter(new Job(), "vm-8"));
      login.accepted("vm-9");
      await login.enter(new Job(), "vm-8");
      await login.enter(new Job(), "vm-1");
    } finally {
      clock.restore();
    }
  });

  it("is not stopped everywhere by refusals with a success between them, or on one VM", async () => {
    for (const vm of ["vm-1", "vm-2"]) {
      await login.enter(new Job(), vm);
      login.failed(vm, refusal());
    }
    await login.enter(new Job(), "vm-3");
    login.accepted("vm-3");
    await login.enter(new Job(), "vm-4");
    login.failed("vm-4", refusal());
    await login.enter(new Job(), "vm-5");
  });
});
