import assert from "node:assert/strict";
import { frontSuite, sendMany } from "../support/load";
import { forgetAll, onlyConnection, operations, tryNow } from "../support/operations";
import { CREATE_FILE } from "../support/simulator";

const of = (vm: string): object => ({ payload: { vm } });
const sum = (counts: readonly number[] = []): number => counts.reduce((all, one) => all + one, 0);

frontSuite("the state that the operations view shows", "both", (lab) => {
  beforeEach(() => {
    forgetAll(lab);
  });
  afterEach(() => lab.simulator.control("POST", "/release", {}));

  it("is that of a connection which nobody has used, and asking connects to nothing", async () => {
    await lab.load();

    const { plots, totals, ...rest } = await onlyConnection(lab);

    const nothing = { list: [], more: 0 };
    assert.deepEqual(rest, {
      id: "connection-1",
      name: "test vCenter",
      server: new URL(lab.simulator.address.url).host,
      login: { state: "never" },
      jobs: { running: 0, waiting: 0, waitingForTools: 0 },
      guestLogins: nothing,
      vms: nothing,
      failures: nothing,
    });
    assert.deepEqual(totals, { messages: 0, failures: 0, calls: 0 });
    assert.deepEqual(plots?.calls, Array(60).fill(0));
    await lab.assertNothingSent();
  });

  it("counts messages, failures and calls, and tells since when it is signed in", async () => {
    await lab.load();
    await lab.path();
    await lab.error(of("vm-999"));

    const { plots, totals, login } = await onlyConnection(lab);

    const { calls } = await lab.simulator.counters();
    assert.deepEqual(totals, { messages: 2, failures: 1, calls: sum(Object.values(calls)) });
    assert.deepEqual([sum(plots?.messages), sum(plots?.failures), sum(plots?.calls)], [2, 1, totals.calls]);
    assert.equal(login?.state, "signedIn");
    assert.ok(Math.abs(login.since! - Date.now()) < 20_000);
  });

  it("has the last failures with node, task, VM, code and what to do", async () => {
    await lab.load({ tempFile: { name: "make job file" } });
    const before = Date.now();
    const { message } = await lab.error(of("vm-999"));

    const { list, more } = (await onlyConnection(lab)).failures;

    const { at, ...failure } = list[0]!;
    assert.ok(at >= before && at <= Date.now());
    assert.deepEqual([list.length, more], [1, 0]);
    assert.deepEqual(failure, {
      node: { id: "temp-1", type: "vcenter-guest-temp-file", name: "make job file" },
      vm: "vm-999",
      operation: "files.createTemporary",
      code: "NOT_FOUND",
      subject: "vm",
      outcome: "not_done",
      sentence: message,
    });
    assert.match(failure.sentence, /^Could not create a temporary file \(VM vm-999 .*\. [A-Z].*\.$/);
  });

  it("keeps twenty failures, the newest first", async () => {
    await lab.load();
    await sendMany(lab, 25, (index) => of(`vm-9${100 + index}`));
    await lab.red.arrivals("failed", 25);

    const { failures, totals } = await onlyConnection(lab);

    const order = lab.red.arrived("failed").map(({ error }) => error?.cause.vm).reverse().slice(0, 20);
    assert.deepEqual(failures.list.map(({ vm }) => vm), order);
    assert.deepEqual([failures.more, totals.failures], [0, 25]);
  });

  it("has what runs and waits, and where most is to do", async () => {
    await lab.load();
    await lab.path();
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });
    for (const vm of ["vm-42", "vm-43", "vm-43", "vm-43"]) {
      lab.red.send("temp-1", of(vm));
    }
    await lab.called(CREATE_FILE, 3);

    const { jobs, vms } = await onlyConnection(lab);

    assert.deepEqual(jobs, { running: 2, waiting: 2, waitingForTools: 0 });
    assert.deepEqual(vms, { list: [{ vm: "vm-43", running: 1, waiting: 2 }, { vm: "vm-42", running: 1, waiting: 0 }], more: 0 });
    await lab.simulator.control("DELETE", "/faults");
    await lab.releasedUntil(lab.red.arrivals("ok", 5));
  });

  it("says why a connection cannot be used", async () => {
    await lab.load({ connection: { server: "" } });

    const { problem, login, server } = await onlyConnection(lab);

    assert.match(String(problem), /server/);
    assert.deepEqual([login, server], [undefined, undefined]);
    assert.deepEqual(await tryNow(lab, "login"), { status: 400, error: problem });
  });

  it("outlives the deploys that the connection outlives", async () => {
    await lab.load();
    await lab.error(of("vm-999"));

    await lab.deploy("full", { connection: { name: "renamed" } });
    const { name, totals, failures, login } = await onlyConnection(lab);
    assert.deepEqual([name, totals.messages, failures.list.length, login?.state], ["renamed", 1, 1, "never"]);

    await lab.deploy("full", { connection: { d: true } });
    assert.deepEqual((await operations(lab)).connections, { list: [], more: 0 });
    assert.match(String((await tryNow(lab, "login")).error), /not deployed, or is disabled\. Deploy it/);
    assert.equal((await tryNow(lab, "probe", {}, "__proto__")).status, 404);

    await lab.deploy("full");
    assert.equal((await onlyConnection(lab)).totals.messages, 0);
  });
});
