import assert from "node:assert/strict";
import type { Bench } from "./bench";
import { LINUX, refused, useBench } from "./support";

interface Check {
  name: string;
  /** Breaks what the check looks at. */
  spoil: (bench: Bench, request: Request) => Promise<unknown> | undefined;
  expect: [status: number, type: string, reason?: string];
}

interface Request {
  vm: string;
  token: string;
  body: Record<string, unknown>;
}

const set =
  (change: Record<string, unknown>): Check["spoil"] =>
  (bench) =>
    bench.vm(LINUX, change);

/** From the first to the last: whatever comes later must not be heard of. */
const CHECKS: Check[] = [
  {
    name: "the session token",
    spoil: (_bench, request) => void (request.token = "dead"),
    expect: [401, "UNAUTHENTICATED"],
  },
  {
    name: "the shape of the body",
    spoil: (_bench, request) => void (request.body["prefix"] = undefined),
    expect: [400, "INVALID_ARGUMENT"],
  },
  {
    name: "the union of the credentials",
    spoil: (_bench, { body }) => void Object.assign(body["credentials"] as object, { saml_token: "too" }),
    expect: [400, "INVALID_ARGUMENT"],
  },
  { name: "the VM", spoil: (_bench, request) => void (request.vm = "vm-1"), expect: [404, "NOT_FOUND"] },
  {
    name: "the privilege",
    spoil: set({ privileges: { "VirtualMachine.GuestOperations.Modify": false } }),
    expect: [403, "UNAUTHORIZED"],
  },
  {
    name: "the power state",
    spoil: set({ power_state: "POWERED_OFF" }),
    expect: [400, "NOT_ALLOWED_IN_CURRENT_STATE"],
  },
  { name: "VMware Tools", spoil: set({ tools: "not_running" }), expect: [503, "SERVICE_UNAVAILABLE"] },
  { name: "frozen file systems", spoil: set({ frozen: true }), expect: [500, "RESOURCE_BUSY"] },
  { name: "tools.conf", spoil: set({ tools_conf: { disabled: true } }), expect: [400, "UNSUPPORTED"] },
  {
    name: "the guest login",
    spoil: (_bench, { body }) => void Object.assign(body["credentials"] as object, { password: "wrong" }),
    expect: [401, "UNAUTHENTICATED"],
  },
  {
    name: "the parent's existence",
    spoil: (_bench, { body }) => void (body["parent_path"] = "/none"),
    expect: [404, "NOT_FOUND", "FILE_NOT_FOUND"],
  },
  {
    name: "the length of the name",
    spoil: (_bench, { body }) => void (body["suffix"] = "x".repeat(300)),
    expect: [400, "INVALID_ARGUMENT", "PATH_TOO_LONG"],
  },
];

describe("the order of checks", () => {
  const bench = useBench();

  for (const [index, check] of CHECKS.entries()) {
    it(`${check.name} before all that follows`, async () => {
      const request: Request = {
        vm: LINUX,
        token: bench().token,
        body: { credentials: bench().credentials(), prefix: "", suffix: "", parent_path: "/tmp" },
      };
      for (const spoiled of CHECKS.slice(index)) {
        await spoiled.spoil(bench(), request);
      }
      const path = `/vcenter/vm/${request.vm}/guest/filesystem/files?action=createTemporary`;
      const reply = await bench().call("POST", path, request.body, { "vmware-api-session-id": request.token });
      refused(reply, ...check.expect);
    });
  }

  it("creates nothing when a check fails", async () => {
    const before = await bench().entries(LINUX, "/tmp");
    await bench().temporary(LINUX, { parent_path: "/tmp", suffix: "x".repeat(300) });
    assert.deepEqual(await bench().entries(LINUX, "/tmp"), before);
  });

  it("does not count a login that was never tried", async () => {
    await bench().vm(LINUX, { tools_conf: { disabled: true } });
    await bench().temporary(LINUX, { credentials: bench().credentials({ password: "wrong" }) });
    assert.deepEqual((await bench().counters()).guest_logins, { accepted: 0, refused: 0 });
  });
});
