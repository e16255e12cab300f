import assert from "node:assert/strict";
import type { NodeAPI } from "node-red";
import { offerOperations } from "../../../src/runtime/operations/routes";

describe("the admin endpoints of the operations view", () => {
  it("ask for the permission to read, and to write where something is tried", () => {
    const routes: unknown[][] = [];
    const add = (method: string) => (path: string, permission: string) => routes.push([method, path, permission]);
    const RED = { httpAdmin: { get: add("GET"), post: add("POST") }, auth: { needsPermission: (name: string) => name } };

    offerOperations(RED as unknown as NodeAPI);

    assert.deepEqual(routes, [
      ["GET", "/vcenter-guest/operations", "vcenter-connection.read"],
      ["POST", "/vcenter-guest/operations/:connection/login", "vcenter-connection.write"],
      ["POST", "/vcenter-guest/operations/:connection/probe", "vcenter-connection.write"],
      ["POST", "/vcenter-guest/operations/:connection/guest-login", "vcenter-connection.write"],
    ]);
  });
});
