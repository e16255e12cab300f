import assert from "node:assert/strict";
import type { NodeAPI } from "node-red";
import { offerConnectionTest, TEST_TIMES } from "../../src/runtime/connection-test/admin";
import { Pools } from "../../src/runtime/pools";
import { offerVms } from "../../src/runtime/vms-admin";

describe("the admin endpoints of a connection", () => {
  it("connect, so they are POST and need the right to change it", () => {
    const added: unknown[] = [];
    const post = (path: string, permission: unknown): number => added.push([path, permission]);
    const RED = { httpAdmin: { post }, auth: { needsPermission: (name: string) => name } } as unknown as NodeAPI;

    offerConnectionTest(RED, new Pools(), TEST_TIMES);
    offerVms(RED);

    assert.deepEqual(added, [
      ["/vcenter-guest/connection/test", "vcenter-connection.write"],
      ["/vcenter-guest/connection/:id/vms", "vcenter-connection.write"],
    ]);
  });
});
