import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import sinon from "sinon";
import { Ledger } from "../../src/guest/ledger/ledger";
import { deadlines, LIMIT } from "../support/deadlines";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, keeping, type LedgerLine, ledgerSuite, names, recovering, restart, SOON } from "../support/ledger";
import { DELETE_FILE, LIST, LOOK_YOURSELF, openMark, PATTERN, there, until } from "../support/recover";
import { CREATE_FILE } from "../support/simulator";

const NEVER = [3_600_000];

nodeSuite("what is left of lost answers, with recover", (lab) => {
  const state = ledgerSuite(lab);
  const timeOut = deadlines();
  const isEmpty = async (): Promise<boolean> => (await names(lab, DIRECTORY)).length === 0;
  const put = (name: string, owner = "worker"): Promise<unknown> =>
    lab.simulator.control("PUT", "/vms/vm-42/files", { path: `${DIRECTORY}/${name}`, type: "FILE", owner, mode: "0666" });

  /** A message that ends although its file is there. */
  async function abandoned(): Promise<void> {
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.simulator.fault({ operation: LIST, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    const { cause } = await lab.error(there());
    assert.equal(cause.outcome, "unknown");
  }

  it("is swept three times, and every match is deleted each time", async () => {
    await lab.load(recovering(state));
    // After the list that is refused.
    await lab.simulator.fault({ operation: LIST, kind: "hang", work: "after", after: 1, times: null });
    await abandoned();
    const mark = await openMark(state);
    let lists = 1;
    const list = async (before: () => Promise<unknown>): Promise<void> => {
      lists += 1;
      await lab.called(LIST, lists);
      await before();
      await lab.release(1);
    };

    // Each sweep lists the directory, and looks at what it deletes.
    for (const [sweep, matches] of [2, 1, 1].entries()) {
      await list(() => put(`j.b+${mark}vmware${sweep}001.(x)`));
      for (let match = 0; match < matches; match += 1) {
        await list(() => Promise.resolve());
      }
    }
    await state.count(0);

    assert.ok(await isEmpty());
    assert.deepEqual([await lab.simulator.calls(DELETE_FILE), await lab.simulator.calls(LIST)], [4, lists]);
  });

  it("is swept at the next start although its time has not come, and at its time all the same", async () => {
    lab.red.timings = { ...SOON, sweeps: NEVER };
    await lab.load(recovering(state));
    await abandoned();
    const mark = await openMark(state);
    assert.equal((await names(lab, DIRECTORY)).length, 1);

    await restart(lab, state, recovering(state));
    await until(isEmpty);
    const told = lab.red.helper.log().args.map(([entry]) => String((entry as { msg: unknown }).msg));
    assert.ok(told.some((text) => text.startsWith("1 temporary files or directories of before the start are, or may be, still to be removed")), told.join("\n"));
    await until(async () => (await state.open()).some(({ due = 0 }) => due > Date.now()));
    await put(`j.b+${mark}vmware9.(x)`);
    await restart(lab, state, recovering(state));
    await until(isEmpty);
  });

  it("is not swept by a deploy, whose flows stop and start too", async () => {
    lab.red.timings = { ...SOON, sweeps: NEVER };
    await lab.load(recovering(state));
    await abandoned();
    const before = await state.open();
    const lists = await lab.simulator.calls(LIST);
    for (const timeout of ["50", "51", "52"]) {
      await lab.deploy("full", recovering(state, { tempFile: { timeout } }));
      await lab.path({ payload: { vm: "vm-43", parent_path: "/tmp" } });
    }
    assert.deepEqual(await state.open(), before);
    assert.equal(await lab.simulator.calls(LIST), lists);
  });

  it("is swept after a kill that cut off its creation, which nobody was told of", async () => {
    lab.red.timings = { ...SOON, sweeps: NEVER };
    await lab.load(recovering(state));
    await abandoned();
    await lab.red.unload();
    await state.released();
    const { swept: _swept, ...intent } = (await state.open())[0] as LedgerLine & { swept: number };
    await writeFile(state.file, `${JSON.stringify({ ...intent, state: "intent", due: Date.now() })}\n`);

    await lab.load(recovering(state));
    await state.count(0);

    assert.ok(await isEmpty());
  });

  it("is deleted although a stranger's file beside it cannot be", async () => {
    lab.red.timings = { ...SOON, sweeps: [10], longestPause: 3_600_000 };
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.simulator.fault({ operation: LIST, kind: "hang", work: "after" });
    const error = lab.error(there());
    await lab.called(LIST);
    const mark = await openMark(state);
    await put(`j.b+${mark}vmware2.(x)`);
    // The first of the two cannot be deleted.
    await lab.simulator.fault({ operation: DELETE_FILE, kind: "error", status: 403, error_type: "UNAUTHORIZED" });
    await lab.release();
    await error;

    await lab.called(DELETE_FILE, 2);
    await until(async () => (await names(lab, DIRECTORY)).length < 2);
  });

  it("is never a file whose path somebody has got, also after a restart", async () => {
    lab.red.timings = { ...SOON, sweeps: NEVER };
    await lab.load(recovering(state));
    const given = await lab.path(there());
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    const recovered = await lab.path(there());
    await abandoned();

    await restart(lab, state, recovering(state));
    await until(async () => (await names(lab, DIRECTORY)).length < 3);

    assert.deepEqual((await names(lab, DIRECTORY)).sort(), [given, recovered].map((path) => path.slice(DIRECTORY.length + 1)).sort());
  });

  it("is removed after a lifetime, too: recovered files with it", async () => {
    const both = (lifetime: string): object => keeping(state, lifetime, { tempFile: { recover: true } });
    await lab.load(both("60"));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    const { msg } = await lab.ask(there());
    assert.equal(msg.guest?.recovered, true, JSON.stringify(msg.error));
    assert.deepEqual((await state.open()).map((line) => [line.state, line.path, line.lifetime]), [["created", msg.payload, 3_600_000]]);

    await lab.deploy("full", both("0.002"));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.path(there());
    await state.count(1);

    assert.deepEqual(await names(lab, DIRECTORY), [String(msg.payload).slice(DIRECTORY.length + 1)]);
  });

  it("is swept soon, and not after the lifetime that it was to have", async () => {
    await lab.load(keeping(state, "60", { tempFile: { recover: true } }));
    await abandoned();
    await state.count(0);
    assert.ok(await isEmpty());
  });

  it("is swept where a deploy ends the message after its path was on record, before it went on", async () => {
    lab.red.timings = { ...SOON, sweeps: [10] };
    await lab.load(recovering(state));
    let deployed: Promise<unknown> | undefined;
    const drop = sinon.stub(Ledger.prototype, "drop").callsFake(async function (this: Ledger, mark) {
      drop.restore();
      await this.drop(mark);
      const closing = new Promise<void>((resolve) => {
        lab.red.helper.getNode("temp-1").on("close", () => {
          resolve();
        });
      });
      deployed = lab.deploy("full", recovering(state));
      await closing;
    });
    lab.red.send("temp-1", there());
    const [ending] = await lab.red.endings("temp-1");
    await deployed;

    const { code, cause } = ending!.error!;
    assert.deepEqual([code, cause.outcome, cause.data?.parentPath], ["CANCELED", "unknown", DIRECTORY]);
    await state.count(0);
    assert.ok(await isEmpty());
  });

  it("is deleted at once where the answer comes after the time limit, and told of as unknown", async () => {
    lab.red.timings = { ...SOON, sweeps: NEVER };
    await lab.load(recovering(state, { connection: { timeout: LIMIT } }));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "hang" });
    const error = lab.error(there());
    await lab.called(CREATE_FILE);
    timeOut();

    const { message, code, cause } = await error;
    assert.deepEqual([code, cause.outcome, cause.data?.parentPath], ["TIMED_OUT", "unknown", DIRECTORY]);
    assert.doesNotMatch(message, LOOK_YOURSELF);
    assert.match(String(cause.data?.pattern), PATTERN);
    await lab.release();
    await state.count(0);
    assert.ok(await isEmpty());
    assert.equal(await lab.simulator.calls(LIST), 0);
  });

  it("is told of as unknown where a reset ends the search, and swept", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.simulator.fault({ operation: LIST, kind: "hang" });
    const error = lab.error(there());
    await lab.called(LIST);
    lab.red.send("temp-1", { reset: true });

    const { code, cause } = await error;

    assert.deepEqual([code, cause.outcome, cause.data?.parentPath], ["CANCELED", "unknown", DIRECTORY]);
    await lab.release();
    await state.count(0);
    assert.ok(await isEmpty());
  });

  it("keeps the turn of its VM until the message has its path", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost" });
    await lab.simulator.fault({ operation: LIST, kind: "hang" });
    const first = lab.red.ask("temp-1", { ...there(), number: 1 }, "ok", "failed");
    await lab.called(LIST);
    lab.red.send("temp-1", { ...there(), number: 2 });
    await lab.path({ payload: { vm: "vm-43", parent_path: "/tmp" } });
    assert.equal(await lab.simulator.calls(CREATE_FILE), 2);
    await lab.release();
    await first;
    await lab.called(CREATE_FILE, 4);
  });

  it("is refused before it is sent where the ledger cannot be written", async () => {
    await lab.load(recovering(state));
    await lab.path(there());
    await lab.red.unload();
    await state.released();
    await writeFile(`${dirname(state.file)}x`, "");
    await lab.load(recovering(state, { settings: { vcenterConnectionStateDir: `${dirname(state.file)}x` } }));
    const before = await lab.simulator.calls(CREATE_FILE);

    const { code, cause } = await lab.error(there());

    assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "configuration", "not_done"]);
    assert.equal(await lab.simulator.calls(CREATE_FILE), before);
  });
});
