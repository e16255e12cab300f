import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { DIRECTORY, ledgerSuite, names, recovering, SOON } from "../support/ledger";
import { counted, creations, DELETE_FILE, LOOK_YOURSELF, PATTERN, PATTERN_OF_TWO, there, until } from "../support/recover";
import { CREATE_FILE } from "../support/simulator";

nodeSuite("a creation without an answer, of which nothing is found", (lab) => {
  const state = ledgerSuite(lab);

  it("is created once more after three looks, under another mark", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut" });

    const { msg } = await lab.ask(there());

    assert.deepEqual([msg.guest?.recovered, msg.guest?.attempts], [undefined, 2], JSON.stringify(msg.error));
    assert.deepEqual(await names(lab, DIRECTORY), [String(msg.payload).slice(DIRECTORY.length + 1)]);
    const marks = new Set((await state.lines()).map(({ mark }) => mark));
    assert.equal(marks.size, 2);
    assert.equal(await lab.simulator.calls(CREATE_FILE), 2);
    assert.deepEqual((await state.lines()).slice(0, 2).map((line) => line.state), ["intent", "abandoned"]);
  });

  it("is looked for three times", async () => {
    lab.red.timings = { ...SOON, sweeps: [3_600_000] };
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut" });
    await lab.path(there());
    assert.equal(await counted(lab), "2 created, 3 listed, 0 looked at, 0 deleted");
  });

  it("is found if the second answer is lost, and taken", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut" });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost", after: 0 });

    const { msg } = await lab.ask(there());

    assert.deepEqual([msg.guest?.recovered, (await creations(lab)).length], [true, 3], JSON.stringify(msg.error));
  });

  it("is not created a third time", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut", times: null });

    const { message, cause } = await lab.error(there());

    assert.deepEqual([cause.outcome, cause.attempts, await lab.simulator.calls(CREATE_FILE)], ["unknown", 2, 2]);
    assert.match(message, /\. Check the network to vCenter\. It was not found, created once more, and that answer was lost, too\. What is found/);
    assert.doesNotMatch(message, LOOK_YOURSELF);
    const pattern = String(cause.data?.pattern);
    assert.match(pattern, PATTERN_OF_TWO);
    const marks = new Set((await state.lines()).map(({ mark }) => mark));
    assert.deepEqual([...marks].filter((mark) => !new RegExp(pattern).test(`j.b+${mark}vmware1.(x)`)), []);
    await state.count(0);
  });

  it("leaves the outcome unknown if the second creation is refused", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "cut" });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "error", status: 403, error_type: "UNAUTHORIZED" });

    const { message, code, cause } = await lab.error(there());

    assert.deepEqual([code, cause.outcome, cause.data?.parentPath], ["UNAUTHORIZED", "unknown", DIRECTORY]);
    assert.match(message, /Before that, an answer to the creation was lost, and nothing was found of it\. .* is removed once that right is there, and stays until then;/);
    assert.match(String(cause.data?.pattern), PATTERN);
  });

  it("but is done late: its twin is deleted, and the file of the message stays", async () => {
    await lab.load(recovering(state));
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "lost", work: "after" });
    const path = await lab.path(there());

    await lab.release();
    await until(async () => (await names(lab, DIRECTORY)).length === 2);
    await state.count(0);

    assert.deepEqual(await names(lab, DIRECTORY), [path.slice(DIRECTORY.length + 1)]);
    assert.equal(await lab.simulator.calls(DELETE_FILE), 1);
  });
});
