import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import type { FlowNode } from "../support/node-red";

const place = { z: "tab-1", x: 100, y: 200 };
const watchers: FlowNode[] = [
  { id: "c1", type: "catch", ...place, name: "", scope: null, uncaught: false, wires: [["caught"]] },
  { id: "caught", type: "helper", ...place, wires: [] },
  { id: "d1", type: "complete", ...place, name: "", scope: ["temp-1"], uncaught: false, wires: [["completed"]] },
  { id: "completed", type: "helper", ...place, wires: [] },
];

nodeSuite("how a message ends", (lab) => {
  const { red } = lab;

  it("a result: output 1, then done without an error, once", async () => {
    await lab.load({ more: watchers });

    await lab.path();
    const [completed] = await red.arrivals("completed");
    await lab.path();

    assert.equal(completed?.guest?.vm, "vm-42");
    assert.deepEqual(red.ended("temp-1").map(({ error }) => error), [undefined, undefined]);
    assert.deepEqual(red.arrived("caught"), []);
  });

  it("a result that leads nowhere: done without an error", async () => {
    await lab.load({ wires: [[], []], more: watchers });

    red.send("temp-1", { payload: { vm: "vm-42" } });
    const [ending] = await red.endings("temp-1");

    assert.equal(ending?.error, undefined);
    assert.match(String(ending?.msg.payload), /^\/tmp\//);
  });

  it("an error with output 2 wired: output 2, then done without an error, once, nothing for Catch", async () => {
    await lab.load({ more: watchers });

    await lab.error({ payload: {} });
    await red.arrivals("completed");
    await lab.error({ payload: {} });

    assert.deepEqual(red.ended("temp-1").map(({ error }) => error), [undefined, undefined]);
    assert.deepEqual(red.arrived("caught"), []);
    assert.deepEqual(red.logged("ERROR"), []);
  });

  const deadEnds: Record<string, { wires: string[]; more?: FlowNode[] }> = {
    "not wired": { wires: [] },
    "wired to a node that does not exist": { wires: ["nowhere"] },
    "wired to a disabled node": { wires: ["off"], more: [{ id: "off", type: "helper", d: true, ...place, wires: [] }] },
    "wired to a node on a disabled tab": {
      wires: ["off"],
      more: [
        { id: "tab-2", type: "tab", label: "off", disabled: true },
        { id: "off", type: "helper", z: "tab-2", x: 1, y: 1, wires: [] },
      ],
    },
  };

  for (const [what, { wires, more = [] }] of Object.entries(deadEnds)) {
    it(`an error with output 2 ${what}: done with the error, once, so Catch has it`, async () => {
      await lab.load({ wires: [["ok"], wires], more: [...watchers, ...more] });

      red.send("temp-1", { payload: { vm: "vm-1" }, topic: "kept" });
      const [caught] = await red.arrivals("caught");
      red.send("temp-1", { payload: {} });
      await red.arrivals("caught", 2);

      assert.deepEqual(red.ended("temp-1").map(({ error }) => error?.code), ["NOT_FOUND", "INVALID_ARGUMENT"]);
      assert.deepEqual(red.arrived("completed"), []);
      assert.deepEqual(caught?.payload, { vm: "vm-1" });
      assert.equal(caught.topic, "kept");
    });
  }

  it("Catch gives the same error as output 2 gives, without a stack or a class name", async () => {
    await lab.load({ tempFile: { name: "make" } });
    const atOutput = await lab.error({ payload: { vm: "vm-1" } });
    await red.unload();
    await lab.load({ tempFile: { name: "make" }, wires: [["ok"], []], more: watchers });

    red.send("temp-1", { payload: { vm: "vm-1" } });
    const [caught] = await red.arrivals("caught");

    const { operationId: _one, ...causeAtOutput } = atOutput.cause;
    const { operationId: _other, ...causeCaught } = caught!.error!.cause;
    assert.deepEqual({ ...caught!.error, cause: causeCaught }, { ...atOutput, cause: causeAtOutput });
    assert.ok(!("_error" in caught!));
  });

  it("an error that nobody takes is one line in the log: its message alone", async () => {
    await lab.load({ wires: [["ok"], []] });

    red.send("temp-1", { payload: {} });
    await red.endings("temp-1");

    assert.deepEqual(red.logged("ERROR"), [
      "The VM (msg.payload.vm) is missing. Give the id of a VM, like vm-42, or its name where the node finds VMs by name.",
    ]);
  });

  it("output 2 counts as wired as soon as one of its wires leads somewhere", async () => {
    await lab.load({ wires: [["ok"], ["nowhere", "failed"]], more: watchers });

    await lab.error({ payload: {} });

    assert.deepEqual(red.arrived("caught"), []);
  });

  it("follows a deploy that changes the wires only", async () => {
    await lab.load({ more: watchers });
    await lab.error({ payload: {} });

    await lab.deploy("nodes", { wires: [["ok"], []], more: watchers });
    red.send("temp-1", { payload: {} });
    await red.arrivals("caught");

    assert.equal(red.arrived("failed").length, 1);
  });

  it("one message on two wires gives each receiver its own", async () => {
    await lab.load({ wires: [["ok", "twin"], ["failed"]], more: [{ id: "twin", type: "helper", ...place, wires: [] }] });

    const { msg } = await lab.ask();
    const [twin] = await red.arrivals("twin");

    assert.notEqual(twin, msg);
    assert.deepEqual(twin, msg);
  });
});
