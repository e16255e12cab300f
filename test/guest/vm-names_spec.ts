import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import type { VmNames } from "../../src/guest/vm-names";
import { Interrupted } from "../../src/vcenter/interrupted";
import { callError, errorOf, Later, poolOf, stubClient, type StubClient, turns } from "./stubs";

const PATIENCE = { timeout: 600_000, maxAttempts: 1 };
const summary = (vm: string): { vm: string; name: string } => ({ vm, name: "edge-01" });

describe("the names of VMs", () => {
  let client: StubClient;
  let names: VmNames;
  beforeEach(() => {
    client = stubClient();
    client.listVms.callsFake(({ names: [name = ""] = [] }) => Promise.resolve([{ vm: "vm-42", name }]));
    ({ names } = poolOf(client));
  });

  it("are asked for by name", async () => {
    assert.equal(await names.id("edge-01", new Job(), PATIENCE), "vm-42");
    assert.deepEqual(client.listVms.firstCall.args[0], { names: ["edge-01"] });
  });

  it("are asked for once for all who ask at the same time", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => names.id("edge-01", new Job(), PATIENCE)));
    assert.deepEqual(new Set(ids), new Set(["vm-42"]));
    sinon.assert.calledOnce(client.listVms);
  });

  it("are asked for one by one when they differ, if only in case", async () => {
    await Promise.all(["a", "b", "A"].map((name) => names.id(name, new Job(), PATIENCE)));
    assert.deepEqual(client.listVms.args.map(([{ names }]) => names?.[0]), ["a", "b", "A"]);
  });

  it("are remembered for 60 s from the question, not longer", async () => {
    const clock = sinon.useFakeTimers();
    try {
      await names.id("edge-01", new Job(), PATIENCE);
      clock.tick(59_999);
      await names.id("edge-01", new Job(), PATIENCE);
      sinon.assert.calledOnce(client.listVms);
      clock.tick(1);
      client.listVms.resolves([summary("vm-43")]);
      assert.equal(await names.id("edge-01", new Job(), PATIENCE), "vm-43");
    } finally {
      clock.restore();
    }
  });

  it("are compared with the answer, however vCenter writes them: who lists all must not choose the VM", async () => {
    client.listVms.resolves([{ vm: "vm-1", name: "other" }, { vm: "vm-2", name: "Line%2f1 100%25" }]);
    assert.equal(await names.id("line/1 100%", new Job(), PATIENCE), "vm-2");
    assert.equal((await errorOf(names.id("line", new Job(), PATIENCE))).code, "NOT_FOUND");
  });

  it("list at most 100 candidates when they are not unique", async () => {
    client.listVms.resolves(Array.from({ length: 4000 }, (_, index) => summary(`vm-${index}`)));
    const { message, cause } = await errorOf(names.id("edge-01", new Job(), PATIENCE));
    assert.match(message, /^4000 VMs have the name/);
    assert.equal((cause.data?.candidates as string[]).length, 100);
  });

  it("are forgotten with their VM, all of its names and no other", async () => {
    client.listVms.onCall(2).resolves([{ vm: "vm-50", name: "other" }]);
    for (const name of ["old", "new", "other"]) {
      await names.id(name, new Job(), PATIENCE);
    }
    names.forget("vm-42");
    client.listVms.resetHistory();
    for (const name of ["old", "new", "other"]) {
      await names.id(name, new Job(), PATIENCE);
    }
    assert.deepEqual(client.listVms.args.map(([{ names }]) => names?.[0]), ["old", "new"]);
  });

  it("are refused when no VM has the name", async () => {
    client.listVms.resolves([]);
    const error = await errorOf(names.id("edge\u202e\n01", new Job(), PATIENCE));
    assert.equal(error.code, "NOT_FOUND");
    assert.deepEqual(error.cause, { subject: "vm", outcome: "not_done", retryable: false, operation: "vm.list" });
    assert.match(error.message, /^vCenter has no VM with the name "edge 01" .*Check the name \(case counts\)/);
  });

  it("are refused when several VMs have the name, with their ids", async () => {
    client.listVms.resolves([summary("vm-42"), summary("vm-43"), summary("vm-44")]);
    const error = await errorOf(names.id("edge-01", new Job(), PATIENCE));
    assert.equal(error.code, "INVALID_ARGUMENT");
    const data = { candidates: ["vm-42", "vm-43", "vm-44"] };
    assert.deepEqual(error.cause, { subject: "vm", outcome: "not_done", retryable: false, data, operation: "vm.list" });
    assert.match(error.message, /^3 VMs have the name "edge-01"\. Choose one by its id/);
  });

  const FAILURES: [string, (client: StubClient) => unknown][] = [
    ["no VM", ({ listVms }) => listVms.onFirstCall().resolves([])],
    ["several VMs", ({ listVms }) => listVms.onFirstCall().resolves([summary("vm-1"), summary("vm-2")])],
    ["a failed call", ({ listVms }) => listVms.onFirstCall().rejects(callError("ERROR"))],
  ];
  for (const [title, prepare] of FAILURES) {
    it(`are asked for again after ${title}`, async () => {
      prepare(client);
      const [first, joined] = await Promise.all([errorOf(names.id("edge-01", new Job(), PATIENCE)), errorOf(names.id("edge-01", new Job(), PATIENCE))]);
      assert.equal(first, joined);
      sinon.assert.calledOnce(client.listVms);
      assert.equal(await names.id("edge-01", new Job(), PATIENCE), "vm-42");
    });
  }

  it("pass on the error of the call as it is", async () => {
    const failure = callError("UNAUTHENTICATED", { subject: "session" });
    client.listVms.rejects(failure);
    assert.equal(await errorOf(names.id("edge-01", new Job(), PATIENCE)), failure);
  });
});

describe("the lookup of a name", () => {
  let client: StubClient;
  let names: VmNames;
  let answers: Later<{ vm: string; name: string }[]>[];
  const end = (job: Job): Promise<void> => {
    job.end("TIMED_OUT");
    return new Promise((resolve) => setImmediate(resolve));
  };
  beforeEach(() => {
    client = stubClient();
    ({ names } = poolOf(client));
    answers = [];
    client.listVms.callsFake(() => {
      const answer = new Later<{ vm: string; name: string }[]>();
      answers.push(answer);
      return answer.promise;
    });
  });

  it("goes on for the others when one stops waiting", async () => {
    const impatient = new Job();
    const first = names.id("edge-01", impatient, PATIENCE);
    const second = names.id("edge-01", new Job(), PATIENCE);
    await turns();
    const rejected = assert.rejects(first, (error) => error instanceof Interrupted && error.reason === "TIMED_OUT" && !error.written);
    await end(impatient);
    await rejected;
    assert.equal(client.listVms.firstCall.args[1].aborted, false);
    const third = names.id("edge-01", new Job(), PATIENCE);
    answers[0]?.resolve([summary("vm-42")]);
    assert.deepEqual(await Promise.all([second, third]), ["vm-42", "vm-42"]);
    sinon.assert.calledOnce(client.listVms);
  });

  it("ends when nobody waits any more, and the next one asks anew", async () => {
    const [first, second] = [new Job(), new Job()];
    const waiting = [names.id("edge-01", first, PATIENCE), names.id("edge-01", second, PATIENCE)];
    const rejected = Promise.all(waiting.map((promise) => assert.rejects(promise, Interrupted)));
    await end(first);
    await end(second);
    await rejected;
    assert.equal(client.listVms.firstCall.args[1].aborted, true);
    const anew = names.id("edge-01", new Job(), PATIENCE);
    await turns();
    answers[0]?.reject(callError("CANCELED"));
    answers[1]?.resolve([summary("vm-43")]);
    assert.equal(await anew, "vm-43");
  });

  it("is begun anew for who has time left when it ends with the time of the one who began it", async () => {
    const clock = sinon.useFakeTimers();
    try {
      const job = new Job();
      const first = job.limited(50, () => names.id("edge-01", job, { timeout: 50, maxAttempts: 1 }));
      const rejected = assert.rejects(first, Interrupted);
      const patient = names.id("edge-01", new Job(), { timeout: 5_000, maxAttempts: 1 });
      await clock.tickAsync(100);
      await rejected;
      sinon.assert.calledTwice(client.listVms);
      answers[1]?.resolve([summary("vm-42")]);
      assert.equal(await patient, "vm-42");
    } finally {
      clock.restore();
    }
  });

  for (let microtasks = 0; microtasks < 6; microtasks += 1) {
    it(`is begun anew for who comes ${microtasks} microtasks after the last one has gone`, async () => {
      const last = new Job();
      const rejected = assert.rejects(names.id("edge-01", last, PATIENCE), Interrupted);
      await turns();
      last.end("RESET");
      for (let count = 0; count < microtasks; count += 1) {
        await Promise.resolve();
      }
      const next = names.id("edge-01", new Job(), PATIENCE);
      await turns();
      answers.at(-1)?.resolve([summary("vm-42")]);
      assert.equal(await next, "vm-42");
      await rejected;
    });
  }

  it("that fails late does not take away a newer one", async () => {
    const clock = sinon.useFakeTimers();
    try {
      const old = errorOf(names.id("edge-01", new Job(), PATIENCE));
      await clock.tickAsync(60_000);
      const newer = names.id("edge-01", new Job(), PATIENCE);
      await clock.tickAsync(1);
      answers[0]?.reject(callError("TIMED_OUT"));
      await old;
      const joined = names.id("edge-01", new Job(), PATIENCE);
      answers[1]?.resolve([summary("vm-42")]);
      assert.deepEqual(await Promise.all([newer, joined]), ["vm-42", "vm-42"]);
      sinon.assert.calledTwice(client.listVms);
    } finally {
      clock.restore();
    }
  });

  it("is not remembered by an id that is not known yet", async () => {
    const waiting = names.id("edge-01", new Job(), PATIENCE);
    names.forget("vm-42");
    await turns();
    answers[0]?.resolve([summary("vm-42")]);
    assert.equal(await waiting, "vm-42");
    assert.equal(await names.id("edge-01", new Job(), PATIENCE), "vm-42");
    sinon.assert.calledOnce(client.listVms);
  });
});
