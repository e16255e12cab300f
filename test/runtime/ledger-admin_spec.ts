import assert from "node:assert/strict";
import type { NodeAPI } from "node-red";
import { offerLedger } from "../../src/runtime/ledger-admin";

describe("the admin endpoints of the ledger", () => {
  it("ask for the permission to read, and to write where something is removed", () => {
    const routes: unknown[][] = [];
    const add = (method: string) => (path: string, permission: string) => routes.push([method, path, permission]);
    const RED = { httpAdmin: { get: add("GET"), post: add("POST") }, auth: { needsPermission: (name: string) => name } };

    offerLedger(RED as unknown as NodeAPI);

    assert.deepEqual(routes, [
      ["GET", "/vcenter-guest/ledger", "vcenter-connection.read"],
      ["POST", "/vcenter-guest/ledger/:id/remove", "vcenter-connection.write"],
      ["POST", "/vcenter-guest/ledger/:id/forget", "vcenter-connection.write"],
    ]);
  });
});
