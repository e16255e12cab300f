import assert from "node:assert/strict";
import { deadlines, LIMIT } from "../support/deadlines";
import { CREATE_DIRECTORY, CREATE_FILE, LOG_OUT } from "../support/simulator";
import { canarySuite, kinds, LOGIN_NAMES } from "./canary-bench";
import { DELETE_DIRECTORY, DELETE_FILE, NODE, UNWIRED } from "./error-bench";

const DELETE = { file: DELETE_FILE, directory: DELETE_DIRECTORY } as const;
const CREATE = { file: CREATE_FILE, directory: CREATE_DIRECTORY } as const;
const LATE = "TIMED_OUT server unknown";
const LEFT_BEHIND = /may be left behind in VM vm-42, for its deletion was not confirmed: \/tmp\//;

canarySuite("a secret that vCenter repeats when a message has ended", (bench) => {
  const timeOut = deadlines();
  const warnings = (): string[] => bench.red.logged("WARN");

  /** Asks, and lets the time of the message be over when its request has arrived. */
  async function askTooLong(payload: object, node: string = NODE.file, create: string = CREATE_FILE): Promise<Awaited<ReturnType<typeof bench.ask>>> {
    const before = await bench.simulator.calls(create);
    const asked = bench.ask(payload, node);
    while ((await bench.simulator.calls(create)) === before) {
      // It is on its way.
    }
    timeOut();
    return asked;
  }

  /** Calls that hang are answered until so many lines of warning have come. */
  async function warned(count: number): Promise<void> {
    while (warnings().length < count) {
      await bench.simulator.control("POST", "/release", {});
    }
  }

  for (const kind of ["file", "directory"] as const) {
    for (const login of LOGIN_NAMES) {
      it(`and its ${kind} cannot be deleted, login ${login ?? "of the connection"}`, async () => {
        await bench.load({ timeout: LIMIT, maxAttempts: 2 });
        await bench.ask({ vm: "vm-42" });
        await bench.simulator.fault({ operation: CREATE[kind], kind: "hang" });
        const busy = { status: 500, error_type: "RESOURCE_BUSY", headers: { "retry-after": "0" } };
        await bench.echo({ operation: DELETE[kind], login, ...busy, times: null });

        const { msg } = await askTooLong({ vm: "vm-42", guest_login: login }, NODE[kind], CREATE[kind]);
        await warned(1);

        assert.deepEqual(kinds([msg.error]), [LATE]);
        assert.match(warnings().join("\n"), LEFT_BEHIND);
        assert.equal(await bench.simulator.calls(DELETE[kind]), 2);
        await bench.assertSecret(false);
      });
    }
  }

  it("in an answer that comes too late", async () => {
    await bench.load({ timeout: LIMIT, maxConcurrentPerVm: 1, queueTimeout: 5 });
    await bench.ask({ vm: "vm-42" });
    await bench.echo({ operation: CREATE_FILE, status: 500, error_type: "ERROR" });
    await bench.simulator.settings({ latency_ms: 300 });

    const { msg } = await askTooLong({ vm: "vm-42" });
    await bench.simulator.settings({ latency_ms: 0 });
    // It has its turn when the late answer has come.
    const next = await bench.ask({ vm: "vm-42" });

    assert.deepEqual(kinds([msg.error]), [LATE]);
    assert.equal(next.out, "ok");
    await bench.assertSecret(false);
  });

  it("in the path of a file that comes too late and cannot be deleted", async () => {
    await bench.load({ timeout: LIMIT, maxAttempts: 1 });
    await bench.ask({ vm: "vm-42" });
    // No path holds a control character.
    const canaries = (await bench.canaries()).filter(({ name, secret }) => name !== "hook" && !secret.includes("\n"));
    const secrets = canaries.map(({ secret }) => secret);
    const body = JSON.stringify(`/tmp/${secrets.join(" ")}`);
    await bench.simulator.settings({ latency_ms: 300 });
    await bench.simulator.fault({ kind: "answer", operation: CREATE_FILE, status: 200, headers: { "content-type": "application/json" }, body });
    await bench.echo({ operation: DELETE.file, status: 500, error_type: "ERROR" });

    await askTooLong({ vm: "vm-42" });
    await warned(1);

    assert.match(warnings().join("\n"), LEFT_BEHIND);
    await bench.assertSecret(false);
  });
});

canarySuite("a secret that vCenter repeats when all messages of a node are ended", (bench) => {
  /** On one VM a message is under way and two wait, on another one waits for its next try; at both nodes. */
  async function occupy(): Promise<void> {
    await bench.load({ maxConcurrentPerVm: 1, maxAttempts: 3 });
    await bench.ask({ vm: "vm-42" });
    await bench.simulator.fault({ operation: CREATE_FILE, kind: "hang", vm: "vm-42" });
    await bench.echo({ operation: DELETE.file, status: 500, error_type: "ERROR", times: null });
    const pause = { status: 429, error_type: "ERROR", headers: { "retry-after": "30" } };
    await bench.echo({ operation: CREATE_FILE, vm: "vm-43", ...pause });
    await bench.echo({ operation: CREATE_FILE, vm: "vm-44", ...pause });
    for (const vm of ["vm-42", "vm-42"]) {
      bench.red.send(NODE.file, { payload: { vm } });
      bench.red.send(UNWIRED.id, { payload: { vm } });
    }
    bench.red.send(NODE.file, { payload: { vm: "vm-43" } });
    bench.red.send(UNWIRED.id, { payload: { vm: "vm-44" } });
    await bench.called(CREATE_FILE, 4);
  }

  it("by a reset", async () => {
    await occupy();

    bench.red.send(NODE.file, { reset: true });
    bench.red.send(UNWIRED.id, { reset: true });
    const failed = (await bench.red.arrivals("failed", 3)).map(({ error }) => error);
    const thrown = (await bench.red.endings(UNWIRED.id, 4)).flatMap(({ error }) => error ?? []);
    await bench.assertSecret(false);

    assert.deepEqual([...failed, ...thrown].map((error) => error?.code), Array(6).fill("CANCELED"));
    while (bench.red.logged("WARN").length === 0) {
      await bench.simulator.control("POST", "/release", {});
    }
    assert.match(bench.red.logged("WARN").join("\n"), LEFT_BEHIND);
    await bench.assertSecret(false);
  });

  it("by a deploy", async () => {
    await occupy();
    await bench.echo({ operation: LOG_OUT, status: 500, error_type: "ERROR" });

    await bench.close();

    const lines = bench.red.logged("WARN").join("\n");
    assert.match(lines, LEFT_BEHIND);
    assert.match(lines, /3 messages canceled: 2 not done, 1 unknown/);
    assert.match(lines, /3 messages canceled: 3 not done, 0 unknown/);
    assert.equal(await bench.simulator.calls(LOG_OUT), 1);
    await bench.assertSecret(false);
  });
});

canarySuite("a secret while messages wait for their turn", (bench) => {
  async function occupy(connection: Record<string, unknown>): Promise<void> {
    await bench.load({ maxConcurrentPerVm: 1, ...connection });
    await bench.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    bench.red.send(NODE.directory, { payload: { vm: "vm-43" } });
    await bench.red.arrivals("ok");
    bench.red.send(NODE.file, { payload: { vm: "vm-42" } });
    await bench.called(CREATE_FILE, 1);
  }

  it("and there is no room for more", async () => {
    await occupy({ queueLimit: 1 });
    bench.red.send(NODE.file, { payload: { vm: "vm-42" } });
    bench.red.send(UNWIRED.id, { payload: { vm: "vm-42" } });

    const full = "UNABLE_TO_ALLOCATE_RESOURCE queue not_done";
    assert.deepEqual(kinds(await bench.fail({ vm: "vm-42" })), [full, full]);
    await bench.assertSecret(false);
  });

  it("for too long", async () => {
    await occupy({ queueTimeout: 0.1 });

    const late = "TIMED_OUT queue not_done";
    assert.deepEqual(kinds(await bench.fail({ vm: "vm-42" })), [late, late]);
    await bench.assertSecret(false);
  });
});
