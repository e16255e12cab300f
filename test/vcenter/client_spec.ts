import assert from "node:assert/strict";
import type { Client } from "../../src/vcenter/client";
import { segment } from "../../src/vcenter/client";
import { VCenterError } from "../../src/vcenter/error";
import { BODY, errorOf, GUEST, MockVCenter } from "./mock-vcenter";

const live = (): AbortSignal => new AbortController().signal;

describe("the client's calls", () => {
  let vcenter: MockVCenter;
  let client: Client;
  beforeEach(() => {
    vcenter = new MockVCenter();
    ({ client } = vcenter);
  });
  afterEach(() => client.close());

  it("connect with the first one, not before", () => {
    assert.deepEqual(vcenter.sent, []);
  });

  for (const [kind, folder] of [
    ["file", "files"],
    ["directory", "directories"],
  ] as const) {
    it(`create a temporary ${kind} by one POST with the given body`, async () => {
      const body = { ...BODY, parent_path: "/var/tmp" };
      assert.equal(await client.createTemporary(kind, "vm-42", body, live()), "/tmp/nr-vmware1.txt");
      const [call, ...others] = vcenter.calls;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [call?.method, call?.path, call?.body],
        ["POST", `/api/vcenter/vm/vm-42/guest/filesystem/${folder}?action=createTemporary`, body],
      );
    });
  }

  it("name the path that was asked for in an error, and none if there was none", async () => {
    vcenter.answer = () => ({ status: 403 });
    assert.equal((await errorOf(vcenter.create({ body: { parent_path: "/x" } }))).cause.path, "/x");
    assert.equal("path" in (await errorOf(vcenter.create())).cause, false);
  });

  it("list VMs with each filter repeated and encoded, and give id and name alone", async () => {
    vcenter.answer = () => ({
      status: 200,
      body: [{ vm: "vm-1", name: "a&b", power_state: "POWERED_ON", memory_size_mib: 1 }],
    });
    const filter = { names: ["a&b=c d+e%ü/#", "x"], power_states: ["POWERED_ON"] } as const;
    const vms = await client.listVms({ names: [...filter.names], power_states: [...filter.power_states] }, live());
    assert.deepEqual(vms, [{ vm: "vm-1", name: "a&b" }]);
    const { method, path = "", body } = vcenter.calls[0] ?? {};
    assert.deepEqual([method, body], ["GET", undefined]);
    assert.equal(path, "/api/vcenter/vm?names=a%26b%3Dc%20d%2Be%25%C3%BC%2F%23&names=x&power_states=POWERED_ON");
  });

  it("ask whether Tools are ready", async () => {
    vcenter.answer = () => ({ status: 200, body: { guest_operations_ready: true, more: 1 } });
    assert.deepEqual(await client.guestOperations("vm-42", live()), {
      guest_operations_ready: true,
      interactive_guest_operations_ready: false,
    });
    assert.deepEqual(
      [vcenter.calls[0]?.method, vcenter.calls[0]?.path],
      ["GET", "/api/vcenter/vm/vm-42/guest/operations"],
    );
    vcenter.answer = () => ({
      status: 200,
      body: { guest_operations_ready: false, interactive_guest_operations_ready: true },
    });
    assert.deepEqual(await client.guestOperations("vm-42", live()), {
      guest_operations_ready: false,
      interactive_guest_operations_ready: true,
    });
  });

  for (const [vm, encoded] of [
    ["a/../b", "a%2F..%2Fb"],
    ["a?b#c%d", "a%3Fb%23c%25d"],
    ["a\\b c", "a%5Cb%20c"],
    ["ü👍", "%C3%BC%F0%9F%91%8D"],
    ["...", "..."],
    ["%2e%2e", "%252e%252e"],
    ["\r\nX: y", "%0D%0AX%3A%20y"],
  ] as const) {
    it(`keep the VM ${JSON.stringify(vm)} one segment of the path`, async () => {
      await vcenter.create({ vm });
      assert.equal(vcenter.calls[0]?.path, `/api/vcenter/vm/${encoded}/guest/filesystem/files?action=createTemporary`);
    });
  }

  for (const vm of ["", ".", "..", "\ud800", "vm-\udc00"]) {
    it(`refuse the VM ${JSON.stringify(vm)} and send nothing`, async () => {
      assert.throws(() => segment(vm), VCenterError);
      for (const call of [vcenter.create({ vm }), client.guestOperations(vm, live())]) {
        const { code, cause } = await errorOf(call);
        assert.deepEqual([code, cause.subject, cause.outcome], ["INVALID_ARGUMENT", "message", "not_done"]);
      }
      assert.deepEqual(vcenter.sent, []);
    });
  }

  for (const status of [200, 201, 202, 299]) {
    it(`take ${status} for success`, async () => {
      vcenter.answer = () => ({ status, body: "/tmp/x" });
      assert.equal(await vcenter.create(), "/tmp/x");
    });
  }

  for (const body of [undefined, "<html>", "", 5, null, true, ["/tmp/x"], { value: "/tmp/x" }]) {
    it(`take ${JSON.stringify(body) || "no body"} for no path: ERROR, unknown`, async () => {
      vcenter.answer = () => ({ status: 200, body });
      const { code, cause } = await errorOf(vcenter.create());
      assert.deepEqual(
        [code, cause.subject, cause.outcome, cause.retryable, cause.status],
        ["ERROR", "server", "unknown", false, 200],
      );
    });
  }

  for (const body of [
    undefined,
    "<html>",
    {},
    { value: [] },
    [{ vm: "vm-1" }],
    [{ vm: 1, name: "a" }],
    [{ vm: "", name: "a" }],
    [null],
    ["vm-1"],
  ]) {
    it(`take ${JSON.stringify(body) || "no body"} for no list of VMs: ERROR, not_done`, async () => {
      vcenter.answer = () => ({ status: 200, body });
      const { code, cause } = await errorOf(client.listVms({}, live()));
      assert.deepEqual([code, cause.outcome], ["ERROR", "not_done"]);
    });
  }

  for (const body of [
    undefined,
    [],
    {},
    { guest_operations_ready: "yes" },
    { interactive_guest_operations_ready: true },
  ]) {
    it(`take ${JSON.stringify(body) || "no body"} for no readiness: ERROR, not_done`, async () => {
      vcenter.answer = () => ({ status: 200, body });
      const { code, cause } = await errorOf(client.guestOperations("vm-42", live()));
      assert.deepEqual([code, cause.outcome, cause.vm], ["ERROR", "not_done", "vm-42"]);
    });
  }

  it("send guest credentials of both kinds as they are", async () => {
    await vcenter.create();
    const saml = {
      interactive_session: false,
      type: "SAML_BEARER_TOKEN",
      saml_token: "token",
      user_name: "u",
    } as const;
    await vcenter.create({ body: { credentials: saml } });
    assert.deepEqual(
      vcenter.calls.map(({ body }) => (body as typeof BODY).credentials),
      [GUEST, saml],
    );
  });
});
