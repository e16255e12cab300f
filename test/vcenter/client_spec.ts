import assert from "node:assert/strict";
import type { Client } from "../../src/vcenter/client";
import { segment } from "../../src/vcenter/segment";
import { VCenterError } from "../../src/vcenter/error";
import { deleteDirectory, deleteFile } from "../../src/vcenter/file-calls";
import { Flight } from "../../src/vcenter/flight";
import { BODY, errorOf, GUEST, MockVCenter } from "./mock-vcenter";

describe("the client's calls", () => {
  let vcenter: MockVCenter;
  let client: Client;
  beforeEach(() => {
    vcenter = new MockVCenter();
    ({ client } = vcenter);
  });
  afterEach(() => client.close(5_000));

  it("connect with the first one, not before", () => {
    assert.deepEqual(vcenter.sent, []);
  });

  for (const [kind, folder] of [
    ["file", "files"],
    ["directory", "directories"],
  ] as const) {
    it(`create a temporary ${kind} by one POST with the given body`, async () => {
      const body = { ...BODY, parent_path: "/var/tmp" };
      assert.equal(await client.createTemporary(kind, "vm-42", body, new Flight()), "/tmp/nr-vmware1.txt");
      const [call, ...others] = vcenter.calls;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [call?.method, call?.path, call?.body],
        ["POST", `/api/vcenter/vm/vm-42/guest/filesystem/${folder}?action=createTemporary`, body],
      );
    });
  }

  for (const [path, encoded] of [
    ["/tmp/vmware-worker_1/nr-vmware1.txt", "%2Ftmp%2Fvmware-worker_1%2Fnr-vmware1.txt"],
    ["C:\\Users\\a b\\x.tmp", "C%3A%5CUsers%5Ca%20b%5Cx.tmp"],
    ["/tmp/../ü?#%2F&x", "%2Ftmp%2F..%2F%C3%BC%3F%23%252F%26x"],
  ] as const) {
    it(`delete the file ${path} by a URL that has it percent-encoded in one segment`, async () => {
      vcenter.answer = () => ({ status: 204 });
      await client.call(deleteFile("vm/42", { credentials: GUEST, path }), new Flight());
      const [call, ...others] = vcenter.calls;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [call?.method, call?.path, call?.body],
        ["POST", `/api/vcenter/vm/vm%2F42/guest/filesystem/files/${encoded}?action=delete`, { credentials: GUEST }],
      );
    });
  }

  it("delete a directory by its path in the body, and not what is in it", async () => {
    vcenter.answer = () => ({ status: 204 });
    const body = { credentials: GUEST, path: "/tmp/nr-vmware2 ü" };
    await client.call(deleteDirectory("vm-42", body), new Flight());
    const [call, ...others] = vcenter.calls;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [call?.method, call?.path, call?.body],
      ["POST", "/api/vcenter/vm/vm-42/guest/filesystem/directories?action=delete", body],
    );
  });

  for (const [kind, operation, remove] of [
    ["file", "files.delete", deleteFile],
    ["directory", "directories.delete", deleteDirectory],
  ] as const) {
    it(`name the ${kind} that could not be deleted, and no secret`, async () => {
      const error = { error_type: "NOT_FOUND", messages: [{ id: "x", default_message: GUEST.password, args: [] }] };
      vcenter.answer = () => ({ status: 404, body: error });
      const failed = await errorOf(
        client.call(remove("vm-42", { credentials: GUEST, path: "/tmp/x" }), new Flight()),
      );
      const { code, cause } = failed;
      assert.deepEqual(
        [code, cause.operation, cause.vm, cause.path, cause.outcome],
        ["NOT_FOUND", operation, "vm-42", "/tmp/x", "not_done"],
      );
      assert.doesNotMatch(JSON.stringify(failed), /guest-password/);
    });

    it(`ask whether the session lives when a 401 says that the ${kind} may not be deleted`, async () => {
      vcenter.answer = () => ({ status: 401 });
      const body = { credentials: GUEST, path: "/tmp/x" };
      const { cause } = await errorOf(client.call(remove("vm-42", body), new Flight()));
      assert.equal(cause.subject, "guest-login");
      assert.equal(vcenter.of("GET", "/api/session").length, 1);
    });
  }

  it("leave open whether something was deleted when the answer tells nothing", async () => {
    vcenter.answer = () => ({ status: 502, body: "<html>" });
    const body = { credentials: GUEST, path: "/tmp/x" };
    const { code, cause } = await errorOf(client.call(deleteDirectory("vm-42", body), new Flight()));
    assert.deepEqual([code, cause.outcome, cause.retryable], ["SERVICE_UNAVAILABLE", "unknown", true]);
  });

  it("are refused by an error of this package for a path that no URL can hold", () => {
    assert.throws(() => deleteFile("vm-42", { credentials: GUEST, path: "/tmp/\ud800" }), VCenterError);
  });

  it("name the path that was asked for in an error, and none if there was none", async () => {
    vcenter.answer = () => ({ status: 403 });
    assert.equal((await errorOf(vcenter.create({ body: { parent_path: "/x" } }))).cause.path, "/x");
    assert.equal("path" in (await errorOf(vcenter.create())).cause, false);
  });

  it("list VMs with each filter repeated and encoded, and give the fields of the contract alone", async () => {
    vcenter.answer = () => ({
      status: 200,
      body: [
        { vm: "vm-1", name: "a&b", power_state: "POWERED_ON", cpu_count: 2, memory_size_mib: 1, more: 1 },
        { vm: "vm-2", name: "c", power_state: "SUSPENDED", memory_size_MiB: 4096 },
        { vm: "vm-3", name: "d", power_state: 1, cpu_count: "2", memory_size_mib: null },
      ],
    });
    const names = ["a&b=c d+e%ü/#", "x"];
    const vms = await client.listVms({ names, power_states: ["POWERED_ON"] }, new Flight());
    assert.deepEqual(vms, [
      { vm: "vm-1", name: "a&b", power_state: "POWERED_ON", cpu_count: 2, memory_size_mib: 1 },
      { vm: "vm-2", name: "c", power_state: "SUSPENDED", memory_size_mib: 4096 },
      { vm: "vm-3", name: "d" },
    ]);
    const { method, path = "", body } = vcenter.calls[0] ?? {};
    assert.deepEqual([method, body], ["GET", undefined]);
    assert.equal(path, "/api/vcenter/vm?names=a%26b%3Dc%20d%2Be%25%C3%BC%2F%23&names=x&power_states=POWERED_ON");
  });

  it("ask whether Tools are ready", async () => {
    vcenter.answer = () => ({ status: 200, body: { guest_operations_ready: true, more: 1 } });
    assert.deepEqual(await client.guestOperations("vm-42", new Flight()), {
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
    assert.deepEqual(await client.guestOperations("vm-42", new Flight()), {
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
      for (const call of [vcenter.create({ vm }), client.guestOperations(vm, new Flight())]) {
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
      const { code, cause } = await errorOf(client.listVms({}, new Flight()));
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
      const { code, cause } = await errorOf(client.guestOperations("vm-42", new Flight()));
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
