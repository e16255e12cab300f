import assert from "node:assert/strict";
import { nodeSuite, type Setup } from "../support/lab";
import { manyVms, tally } from "../support/load";
import type { FlowNode } from "../support/node-red";
import { CREATE_FILE, LOG_IN, LOG_OUT } from "../support/simulator";

/** What a test changes in one of the two connections. */
interface Changes {
  readonly connection?: Record<string, unknown>;
  readonly secrets?: Record<string, string>;
}

const DELETE_FILE = "Vcenter.Vm.Guest.Filesystem.Files_delete";
const FULL = "UNABLE_TO_ALLOCATE_RESOURCE queue not_done";

nodeSuite("two connections to one vCenter", (lab) => {
  const { red } = lab;

  /** `temp-1` works through `connection-1`, `temp-2` through `connection-2`. */
  function two(first: Changes = {}, second: Changes = {}): Setup {
    const usual = (id: string): FlowNode => lab.flow().find((node) => node.id === id)!;
    const { username, password, guestUsername, guestPassword } = lab.simulator.address;
    const secrets = { username, password, guestUsername, guestPassword, ...second.secrets };
    return {
      ...first,
      more: [
        { ...usual("connection-1"), ...second.connection, id: "connection-2" },
        { ...usual("temp-1"), id: "temp-2", connection: "connection-2" },
      ],
      credentials: { "connection-2": secrets },
    };
  }

  const FIRST = ["connection-1", "temp-1"];
  const BOTH = [...FIRST, "connection-2", "temp-2"];

  /** Takes nodes out of what is deployed; the others go on. */
  function remove(ids: readonly string[], setup = two()): Promise<void> {
    return red.deploy(lab.flow(setup).filter(({ id }) => !ids.includes(id)), "nodes");
  }

  /** The messages that have come out, as `["temp-1 0"]`: their node and what they carry in `number`. */
  const cameOut = (): string[] => red.arrived("ok").map(({ from, number }) => `${String(from)} ${String(number)}`);

  function send(id: string, number: number, vm = "vm-42"): void {
    red.send(id, { from: id, number, payload: { vm } });
  }

  /** The path that a message gets from a node. */
  async function path(id: string, vm = "vm-42"): Promise<string> {
    const { out, msg } = await red.ask(id, { payload: { vm } }, "ok", "failed");
    assert.equal(out, "ok", JSON.stringify(msg.error));
    return String(msg.payload);
  }

  /** A message of a node is under way in a VM and is not answered until `release`. */
  async function occupy(id: string, number: number, vm = "vm-42"): Promise<void> {
    const before = await lab.simulator.calls(CREATE_FILE);
    await lab.simulator.fault({ operation: CREATE_FILE, vm, kind: "hang" });
    send(id, number, vm);
    await lab.called(CREATE_FILE, before + 1);
  }

  /** Waits until a node closes, none of whose messages has ended before. */
  function closes(id: string): Promise<void> {
    return red.until(() => red.statuses(id).some((status) => JSON.stringify(status) === "{}"));
  }

  const endings = (id: string): (string | undefined)[] =>
    red.ended(id).map(({ error }) => error && `${error.code} ${String(error.cause.outcome)}`);

  it("share one session, also when both are first used at once", async () => {
    await lab.load(two());

    for (let number = 0; number < 20; number += 1) {
      send(number % 2 === 0 ? "temp-1" : "temp-2", number, `vm-${42 + (number % 3)}`);
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
      await lab.load(two({ connection: { maxConcurrent: first } }, { connection: { maxConcurrent: second } }));
      // A login that is known to be right is used by all at once.
      await path("temp-1");
      await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });

      for (const [number, vm] of vms.entries()) {
        send(number % 2 === 0 ? "temp-1" : "temp-2", number, vm);
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
    const setup = two({ connection: { maxConcurrent: 1 } }, { connection: { maxConcurrent: 5 } });
    await lab.load(setup);
    await path("temp-2");
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang", times: null });
    for (const [number, vm] of vms.entries()) {
      send("temp-2", number, vm);
    }
    const { calls } = await lab.called(CREATE_FILE, 1 + 1);
    assert.equal(calls[CREATE_FILE], 1 + 1);

    await remove(FIRST, setup);

    await lab.called(CREATE_FILE, 1 + 5);
    await lab.release(5);
    await red.arrivals("ok", 6);
  });

  it("serve one VM one after the other, whose message it may be", async () => {
    await lab.load(two());
    await occupy("temp-1", 0);

    send("temp-2", 1);
    send("temp-1", 2);
    send("temp-2", 3);
    await path("temp-2", "vm-43");
    assert.equal(await lab.simulator.calls(CREATE_FILE), 2);
    await lab.release(1);

    await red.arrivals("ok", 5);
    assert.deepEqual(cameOut().slice(1), ["temp-1 0", "temp-2 1", "temp-1 2", "temp-2 3"]);
  });

  it("serve a VM one after the other also where one is deployed anew while messages wait", async () => {
    const vms = await manyVms(lab, 3);
    const setup = two({ connection: { maxConcurrent: 2 } }, { connection: { maxConcurrent: 2 } });
    await lab.load(setup);
    await path("temp-1", vms[0]);
    await occupy("temp-1", 0, vms[0]);
    await occupy("temp-1", 1, vms[1]);
    send("temp-2", 2, vms[2]);
    await lab.simulator.fault({ operation: CREATE_FILE, vm: vms[2], kind: "hang", times: null });

    const renamed = lab.flow(setup).map((node) => (node.id === "connection-2" ? { ...node, name: "renamed" } : node));
    await red.deploy(renamed, "nodes");
    send("temp-1", 3, vms[2]);
    await lab.release(2);
    await red.arrivals("ok", 3);
    send("temp-1", 4, vms[2]);
    await lab.called(CREATE_FILE, 1 + 2 + 1);
    await path("temp-1", vms[0]);

    assert.equal(await lab.simulator.calls(CREATE_FILE), 1 + 2 + 1 + 1);
    await lab.release(1);
    await lab.called(CREATE_FILE, 1 + 2 + 1 + 1 + 1);
    await lab.release(1);
    await red.arrivals("ok", 6);
  });

  it("have a session each if their passwords differ", async () => {
    const { username } = lab.simulator.address;
    await lab.load(two({}, { secrets: { password: "changed" } }));
    await path("temp-1");
    await lab.simulator.control("PUT", `/accounts/${username}`, { password: "changed" });

    await path("temp-2");
    await path("temp-1");

    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 2, [CREATE_FILE]: 3 });
    assert.deepEqual([sessions.created, sessions.open], [2, 2]);
    await red.unload();
    await lab.assertNothingLeft();
  });

  it("are not both locked out by the wrong password of one", async () => {
    await lab.load(two({}, { secrets: { password: "wrong" } }));

    const { msg } = await red.ask("temp-2", { payload: { vm: "vm-42" } }, "ok", "failed");
    assert.deepEqual([msg.error?.code, msg.error?.cause.subject], ["UNAUTHENTICATED", "session"]);

    await path("temp-1");
  });

  it("keep the session when one is removed; the messages of the other go on", async () => {
    await lab.load(two());
    await occupy("temp-2", 0);
    for (const number of [1, 2, 3]) {
      send("temp-1", number);
      send("temp-2", number);
    }

    await remove(FIRST);

    assert.deepEqual(endings("temp-1"), Array(3).fill("CANCELED not_done"));
    assert.deepEqual(red.logged("WARN"), ["3 messages canceled: 3 not done, 0 unknown"]);
    await lab.release(1);
    await red.arrivals("ok", 4);
    assert.deepEqual(cameOut(), ["temp-2 0", "temp-2 1", "temp-2 2", "temp-2 3"]);
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual(calls, { [LOG_IN]: 1, [CREATE_FILE]: 4 });
    assert.deepEqual([sessions.created, sessions.open], [1, 1]);
  });

  it("keep it too when a message of the removed one is under way: its file is deleted", async () => {
    await lab.load(two());
    await occupy("temp-1", 0, "vm-42");
    await occupy("temp-2", 0, "vm-43");

    const removed = remove(FIRST);
    await closes("temp-1");
    await lab.release(2);
    await removed;

    assert.deepEqual(endings("temp-1"), ["CANCELED not_done"]);
    await red.arrivals("ok");
    await path("temp-2");
    assert.deepEqual(endings("temp-2"), [undefined, undefined]);
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], calls[DELETE_FILE], calls[LOG_OUT]], [3, 1, undefined]);
    assert.deepEqual([sessions.created, sessions.open], [1, 1]);
  });

  it("log out once and close the sockets when both are removed with messages in flight", async () => {
    await lab.load(two());
    await occupy("temp-1", 0, "vm-42");
    await occupy("temp-2", 0, "vm-43");
    for (const number of [1, 2, 3]) {
      send("temp-1", number);
      send("temp-2", number);
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
    await lab.load(two());
    await path("temp-1");
    await path("temp-2");

    await remove(FIRST);
    assert.equal((await lab.simulator.counters()).sessions.open, 1);
    await remove(BOTH);

    assert.equal(await lab.simulator.calls(LOG_OUT), 1);
    await lab.assertNothingLeft();
  });

  it("have a limit each for the messages that wait", async () => {
    await lab.load(two({ connection: { queueLimit: 1 } }, { connection: { queueLimit: 2 } }));
    await occupy("temp-1", 0);

    for (const number of [1, 2, 3]) {
      send("temp-1", number);
      send("temp-2", number);
    }
    const failed = await red.arrivals("failed", 3);
    await lab.release(1);
    await red.arrivals("ok", 4);

    assert.deepEqual(tally(failed), { [FULL]: 3 });
    assert.deepEqual(cameOut(), ["temp-1 0", "temp-1 1", "temp-2 1", "temp-2 2"]);
  });

  it("have a time each for a message to be done", async () => {
    await lab.load(two({ connection: { timeout: 0.3 } }, { connection: { timeout: 30 } }));
    await occupy("temp-2", 0, "vm-43");
    await occupy("temp-1", 0, "vm-42");

    const [failed] = await red.arrivals("failed");
    await lab.release(1);
    await red.arrivals("ok");

    assert.deepEqual([failed?.from, failed?.error?.code], ["temp-1", "TIMED_OUT"]);
    assert.deepEqual(cameOut(), ["temp-2 0"]);
  });

  it("have a time each for a message to wait", async () => {
    await lab.load(two({ connection: { queueTimeout: 0.3 } }, { connection: { queueTimeout: 30 } }));
    await occupy("temp-1", 0);
    send("temp-2", 1);
    send("temp-1", 1);

    const failed = await red.arrivals("failed");
    await lab.release(1);
    await red.arrivals("ok", 2);

    assert.deepEqual(tally(failed), { "TIMED_OUT queue not_done": 1 });
    assert.deepEqual(cameOut(), ["temp-1 0", "temp-2 1"]);
  });

  it("have a time each to wait for VMware Tools", async () => {
    await lab.simulator.vm("vm-42", { tools: "not_running" });
    await lab.load(two({ connection: { waitForTools: 0.3 } }, { connection: { waitForTools: 30 } }));

    send("temp-1", 0);
    send("temp-2", 0);
    const [failed] = await red.arrivals("failed");
    assert.deepEqual([failed?.from, failed?.error?.cause.subject], ["temp-1", "tools"]);
    await lab.called(CREATE_FILE, 2);
    await lab.simulator.vm("vm-42", { tools: "running" });

    await red.arrivals("ok");
    assert.deepEqual(cameOut(), ["temp-2 0"]);
  });

  it("have a guest login each", async () => {
    await lab.simulator.user("vm-42", "other", { password: "p", writable: ["/tmp"] });
    await lab.load(two({}, { secrets: { guestUsername: "other", guestPassword: "p" } }));

    const owners = [];
    for (const id of ["temp-1", "temp-2"]) {
      owners.push((await lab.simulator.file("vm-42", await path(id))).owner);
    }

    assert.deepEqual(owners, [lab.simulator.address.guestUsername, "other"]);
    assert.equal(await lab.simulator.calls(LOG_IN), 1);
  });
});
