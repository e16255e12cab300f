import assert from "node:assert/strict";
import { isErrorWired } from "../../src/runtime/outputs";
import { FakeNode, FakeRed } from "./fake-red";

describe("isErrorWired", () => {
  const red = new FakeRed();
  red.nodes.set("alive", {});
  const rows: readonly (readonly [wires: string[][] | undefined, expected: boolean])[] = [
    [undefined, false],
    [[], false],
    [[["alive"]], false],
    [[["alive"], []], false],
    [[[], ["gone"]], false],
    [[[], ["gone", "alive"]], true],
  ];

  for (const [wires, expected] of rows) {
    it(`wires ${wires === undefined ? "missing" : JSON.stringify(wires)}: ${expected ? "yes" : "no"}`, () => {
      const node = Object.assign(new FakeNode(), { wires });
      assert.equal(isErrorWired(red.api, node.asNode()), expected);
    });
  }
});
