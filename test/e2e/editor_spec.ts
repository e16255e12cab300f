import assert from "node:assert/strict";
import { connectionDialogs } from "./editor-connection";
import { connectionTest } from "./editor-connection-test";
import { everyDialog } from "./editor-every-dialog";
import { helpTexts } from "./editor-help";
import { nodeDialogs } from "./editor-nodes";
import { operationsTab } from "./editor-operations";
import { storedFlows } from "./editor-stored";
import { EditorBench, LOOKS } from "./looks";

for (const look of LOOKS) {
  describe(`the editor of Node-RED ${look.name}`, function () {
    this.timeout(120_000);
    const bench = new EditorBench(look);
    before(() => bench.start());
    after(() => bench.stop());

    // Each goes on with the nodes of the one before.
    if (look.isFull) {
      connectionDialogs(bench);
      nodeDialogs(bench);
      storedFlows(bench);
      helpTexts(bench);
    }
    everyDialog(bench);
    connectionTest(bench);
    operationsTab(bench);

    // A suite of its own, for those come after all tests that are in none.
    describe("in the end", () => {
      it("has done all this without a complaint in the console and without a request off loopback", () => {
        assert.deepEqual(bench.browser.complaints, []);
        assert.deepEqual(bench.browser.foreignRequests, []);
      });
    });
  });
}
