import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { manyVms } from "../support/load";
import { CREATE_FILE, LOG_IN, LOG_OUT } from "../support/simulator";
import { TwoConnections } from "./two-connections";

const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";

nodeSuite("two connections to one vCenter", (lab) => {
  const { red } = lab;
  const two = new TwoConnections(lab);
  const FIRST = ["connection-1", "temp-1"];
  const BOTH = [...FIRST, "connection-2", "temp-2"];

  /** Takes nodes out of what is deployed; the others go on. */
  function remove(ids: readonly string[], setup = two.setup()): Promise<void> {
    return red.deploy(lab.flow(setup).filter(({ id }) => !ids.includes(id)), "nodes");
  }

  /** Waits until a node closes, none of whose messages has ended before. */
  function closes(id: string): Promise<void> {
    return red.until(() => red.statuses(id).some((status) => JSON.stringify(status) === "{}"));
  }

  const endings = (id: string): (string | undefined)[] =>
    red.ended(id).map(({ error }) => error && `${error.code} ${String(error.cause.outcome)}`);

  it("share one session, also when both are first used at once", async () => {
    await two.load();

    for (let number = 0; number < 20; number += 1) {
      two.send(number % 2 === 0 ? "temp-1" : "temp-2", number, `vm-${42 + (number % 3)}`);
    }
    await red.arrivals("ok", 20);

    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 1, [CREATE_FILE]: 20 });
    assert.deepEqual([sessions.created, sessions.open], [1, 1]);
  });

  for (const [first, second] of [
    [3, 9],
    [9, 3],
  ] as const) {
    it(`share their slots, the fewer of them: ${first} and ${second} at once`, async () => {
      const vms = await manyVms(lab, 20);
      await two.load({ connection: { maxConcurrent: first } }, { connection: { maxConcurrent: second } });
      // A login that is known to be right is used by all at once.
      await two.path("temp-1");
      await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });

      for (const [number, vm] of vms.entries()) {
        two.send(number % 2 === 0 ? "temp-1" : "temp-2", number, vm);
      }
      for (let begun = 3; begun < vms.length; begun += 3) {
        const { calls } = await lab.called(CREATE_FILE, 1 + begun);
        assert.equal(calls[CREATE_FILE], 1 + begun);
        await lab.release(3);
      }
      await lab.release(vms.length % 3);

      await red.arrivals("ok", 1 + vms.length);
      assert.deepEqual([red.ended("temp-1").length, red.ended("temp-2").length], [11, 10]);
    });
  }

  it("have the slots of the one that is left when the other is removed", async () => {
    const vms = await manyVms(lab, 5);
    const setup = two.setup({ connection: { maxConcurrent: 1 } }, { connection: { maxConcurrent: 5 } });
    await lab.load(setup);
    await two.path("temp-2");
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });
    for (const [number, vm] of vms.entries()) {
      two.send("temp-2", number, vm);
    }
    const { calls } = await lab.called(CREATE_FILE, 1 + 1);
    assert.equal(calls[CREATE_FILE], 1 + 1);

    await remove(FIRST, setup);

    await lab.called(CREATE_FILE, 1 + 5);
    await lab.release(5);
    await red.arrivals("ok", 6);
  });

  it("serve one VM one after the other, whose message it may be", async () => {
    await two.load();
    await two.occupy("temp-1", 0);

    two.send("temp-2", 1);
    two.send("temp-1", 2);
    two.send("temp-2", 3);
    await two.path("temp-2", "vm-43");
    assert.equal(await lab.simulator.calls(CREATE_FILE), 2);
    await lab.release(1);

    await red.arrivals("ok", 5);
    assert.deepEqual(two.cameOut().slice(1), ["temp-1 0", "temp-2 1", "temp-1 2", "temp-2 3"]);
  });

  it("serve a VM one after the other also where one is deployed anew while messages wait", async () => {
    const vms = await manyVms(lab, 3);
    const setup = two.setup({ connection: { maxConcurrent: 2 } }, { connection: { maxConcurrent: 2 } });
    await lab.load(setup);
    await two.path("temp-1", vms[0]);
    await two.occupy("temp-1", 0, vms[0]);
    await two.occupy("temp-1", 1, vms[1]);
    two.send("temp-2", 2, vms[2]);
    await lab.simulator.fault({ operation: CREATE_FILE, vm: vms[2], kind: "hang", work: "after", times: null });

    const renamed = lab.flow(setup).map((node) => (node.id === "connection-2" ? { ...node, name: "renamed" } : node));
    await red.deploy(renamed, "nodes");
    two.send("temp-1", 3, vms[2]);
    await lab.release(2);
    await red.arrivals("ok", 3);
    two.send("temp-1", 4, vms[2]);
    await lab.called(CREATE_FILE, 1 + 2 + 1);
    await two.path("temp-1", vms[0]);

    assert.equal(await lab.simulator.calls(CREATE_FILE), 1 + 2 + 1 + 1);
    await lab.release(1);
    await lab.called(CREATE_FILE, 1 + 2 + 1 + 1 + 1);
    await lab.release(1);
    await red.arrivals("ok", 6);
  });

  it("have a session each if their passwords differ", async () => {
    const { username } = lab.simulator.address;
    await two.load({}, { secrets: { password: "changed" } });
    await two.path("temp-1");
    await lab.simulator.control("PUT", `/accounts/${username}`, { password: "changed" });

    await two.path("temp-2");
    await two.path("temp-1");

    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 2, [CREATE_FILE]: 3 });
    assert.deepEqual([sessions.created, sessions.open], [2, 2]);
    await red.unload();
    await lab.assertNothingLeft();
  });

  it("are not both locked out by the wrong password of one", async () => {
    await two.load({}, { secrets: { password: "wrong" } });

    const { msg } = await red.ask("temp-2", { payload: { vm: "vm-42" } }, "ok", "failed");
    assert.deepEqual([msg.error?.code, msg.error?.cause.subject], ["UNAUTHENTICATED", "session"]);

    await two.path("temp-1");
  });

  it("keep the session when one is removed; the messages of the other go on", async () => {
    await two.load();
    await two.occupy("temp-2", 0);
    for (const number of [1, 2, 3]) {
      two.send("temp-1", number);
      two.send("temp-2", number);
    }

    await remove(FIRST);

    assert.deepEqual(endings("temp-1"), Array(3).fill("CANCELED not_done"));
    assert.deepEqual(red.logged("WARN"), ["3 messages canceled: 3 not done, 0 unknown"]);
    await lab.release(1);
    await red.arrivals("ok", 4);
    assert.deepEqual(two.cameOut(), ["temp-2 0", "temp-2 1", "temp-2 2", "temp-2 3"]);
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 1, [CREATE_FILE]: 4 });
    assert.deepEqual([sessions.created, sessions.open], [1, 1]);
  });

  it("keep it too when a message of the removed one is under way: its file is deleted", async () => {
    await two.load();
    await two.occupy("temp-1", 0, "vm-42");
    await two.occupy("temp-2", 0, "vm-43");

    const removed = remove(FIRST);
    await closes("temp-1");
    await lab.release(2);
    await removed;

    assert.deepEqual(endings("temp-1"), ["CANCELED not_done"]);
    await red.arrivals("ok");
    await two.path("temp-2");
    assert.deepEqual(endings("temp-2"), [undefined, undefined]);
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], calls[DELETE_FILE], calls[LOG_OUT]], [3, 1, undefined]);
    assert.deepEqual([sessions.created, sessions.open], [1, 1]);
  });

  it("log out once and close the sockets when both are removed with messages in flight", async () => {
    await two.load();
    await two.occupy("temp-1", 0, "vm-42");
    await two.occupy("temp-2", 0, "vm-43");
    for (const number of [1, 2, 3]) {
      two.send("temp-1", number);
      two.send("temp-2", number);
    }

    const removed = remove(BOTH);
    await closes("temp-1");
    await closes("temp-2");
    await lab.release(2);
    await removed;

    assert.deepEqual([...endings("temp-1"), ...endings("temp-2")], Array(8).fill("CANCELED not_done"));
    const { calls } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 1, [CREATE_FILE]: 2, [DELETE_FILE]: 2, [LOG_OUT]: 1 });
    await lab.assertNothingLeft();
  });

  it("log out when the second one is removed later", async () => {
    await two.load();
    await two.path("temp-1");
    await two.path("temp-2");

    await remove(FIRST);
    assert.equal((await lab.simulator.counters()).sessions.open, 1);
    await remove(BOTH);

    assert.equal(await lab.simulator.calls(LOG_OUT), 1);
    await lab.assertNothingLeft();
  });
});
