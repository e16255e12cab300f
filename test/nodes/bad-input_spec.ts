import assert from "node:assert/strict";
import { inspect } from "node:util";
import { type Lab, nodeSuite, type Setup } from "../support/lab";

/** What is wrong, the message that has it, and how the error speaks of it. */
type Row = readonly [what: string, msg: object, says: RegExp];

const vm = "vm-42";
const VM = /msg\.payload\.vm/;
const PREFIX = /msg\.payload\.prefix/;
const SUFFIX = /msg\.payload\.suffix/;
const BOTH = /msg\.payload\.prefix\) and suffix \(msg\.payload\.suffix\) together.*240 bytes.*239/;
const PARENT = /msg\.payload\.parent_path/;

const badMessages: readonly Row[] = [
  ["vm missing", { payload: {} }, VM],
  ["no payload at all", {}, VM],
  ["a payload that is text", { payload: "vm-42" }, VM],
  ["a payload that is a number", { payload: 42 }, VM],
  ["a payload that is null", { payload: null }, VM],
  ["a payload that is a Buffer", { payload: Buffer.from("vm-42") }, VM],
  ["vm empty", { payload: { vm: "" } }, VM],
  ["vm null", { payload: { vm: null } }, VM],
  ["vm an object", { payload: { vm: { id: vm } } }, /msg\.payload\.vm.*text or a number.*an object/],
  ["vm an array", { payload: { vm: [vm] } }, /msg\.payload\.vm.*an array/],
  ["vm a boolean", { payload: { vm: true } }, /msg\.payload\.vm.*a boolean/],
  ["vm NaN", { payload: { vm: NaN } }, /msg\.payload\.vm.*NaN/],
  ["vm a single dot", { payload: { vm: "." } }, VM],
  ["vm two dots", { payload: { vm: ".." } }, VM],
  ["vm with a control character", { payload: { vm: "vm\n42" } }, VM],
  ["vm with a lone surrogate", { payload: { vm: "vm-\ud800" } }, VM],
  ["vm of 256 bytes", { payload: { vm: "ü".repeat(128) } }, /msg\.payload\.vm.*256 bytes.*255/],
  ["prefix an object", { payload: { vm, prefix: {} } }, PREFIX],
  ["prefix an array", { payload: { vm, prefix: ["a"] } }, PREFIX],
  ["prefix a boolean", { payload: { vm, prefix: false } }, PREFIX],
  ["prefix a Buffer", { payload: { vm, prefix: Buffer.from("a") } }, /msg\.payload\.prefix.*a buffer/],
  ["prefix with a slash", { payload: { vm, prefix: "a/b" } }, PREFIX],
  ["prefix with a backslash", { payload: { vm, prefix: "a\\b" } }, PREFIX],
  ["prefix with a colon", { payload: { vm, prefix: "a:b" } }, PREFIX],
  ["prefix with NUL", { payload: { vm, prefix: "a\0" } }, PREFIX],
  ["prefix with a control character of C1", { payload: { vm, prefix: "a\u0085" } }, PREFIX],
  ["prefix two dots alone", { payload: { vm, prefix: ".." } }, PREFIX],
  ["prefix with a lone surrogate", { payload: { vm, prefix: "a\udc00" } }, PREFIX],
  ["suffix an object", { payload: { vm, suffix: {} } }, SUFFIX],
  ["suffix an array", { payload: { vm, suffix: [] } }, SUFFIX],
  ["suffix a boolean", { payload: { vm, suffix: true } }, SUFFIX],
  ["suffix with a slash", { payload: { vm, suffix: "/y" } }, SUFFIX],
  ["suffix with a backslash", { payload: { vm, suffix: "\\y" } }, SUFFIX],
  ["suffix with a colon", { payload: { vm, suffix: ":stream" } }, SUFFIX],
  ["suffix with a line feed", { payload: { vm, suffix: "\n" } }, SUFFIX],
  ["suffix two dots alone", { payload: { vm, suffix: ".." } }, SUFFIX],
  ["suffix that ends in a dot", { payload: { vm, suffix: ".txt." } }, SUFFIX],
  ["suffix that ends in a space", { payload: { vm, suffix: ".txt " } }, SUFFIX],
  ["suffix with a lone surrogate", { payload: { vm, suffix: "\ud83d" } }, SUFFIX],
  ["prefix and suffix of 240 bytes", { payload: { vm, prefix: "ä".repeat(100), suffix: "b".repeat(40) } }, BOTH],
  ["parent path relative", { payload: { vm, parent_path: "tmp" } }, PARENT],
  ["parent path of a drive without a separator", { payload: { vm, parent_path: "C:temp" } }, PARENT],
  ["parent path with NUL", { payload: { vm, parent_path: "/tmp\0" } }, PARENT],
  ["parent path with a control character", { payload: { vm, parent_path: "/tmp\u001b[2J" } }, PARENT],
  ["parent path an object", { payload: { vm, parent_path: {} } }, PARENT],
  ["parent path of 4,097 bytes", { payload: { vm, parent_path: `/${"p".repeat(4096)}` } }, /parent_path.*4097 bytes.*4096/],
  ["guest login an object", { payload: { vm, guest_login: {} } }, /msg\.payload\.guest_login/],
];

const NOT_LOOPBACK = "http://vcenter.example.com";

/** What is wrong with the settings, and how the error speaks of it. */
const badSettings: readonly (readonly [what: string, setup: Setup, says: RegExp])[] = [
  ["no connection", { tempFile: { connection: "" } }, /No connection is chosen/],
  ["no property for the connection", { tempFile: { connection: undefined } }, /No connection is chosen/],
  ["a connection that is gone", { tempFile: { connection: "gone" } }, /No connection is chosen, or it is disabled/],
  ["a disabled connection", { connection: { d: true } }, /No connection is chosen, or it is disabled/],
  ["a connection that is another node", { tempFile: { connection: "tls-1" } }, /No connection is chosen/],
  ["a connection with the name of something inherited", { tempFile: { connection: "__proto__" } }, /No connection is chosen/],
  ["no server", { connection: { server: "" } }, /no server/],
  ["no property for the server", { connection: { server: undefined } }, /no server/],
  ["a server with a path", { connection: { server: "vcenter.example.com/ui" } }, /"vcenter\.example\.com\/ui"/],
  ["a server of another scheme", { connection: { server: "ftp://vcenter.example.com" } }, /https/],
  ["http to a host that is not loopback", { connection: { server: NOT_LOOPBACK } }, /loopback/],
  ["an unset variable as server", { connection: { server: "${TEST_NEVER_SET}" } }, /server.*\$\{TEST_NEVER_SET\}.*not? .*set/],
  ["no vCenter user", { secrets: { username: "" } }, /vCenter user/],
  ["no vCenter password", { secrets: { password: "" } }, /password/],
  ["an unset variable as vCenter user", { secrets: { username: "${TEST_NEVER_SET}" } }, /vCenter user.*\$\{TEST_NEVER_SET\}/],
  ["an unset variable as vCenter password", { secrets: { password: "${TEST_NEVER_SET}" } }, /vCenter password.*not set/],
  ["no guest user", { secrets: { guestUsername: "" } }, /guest login of the connection/],
  ["no guest password", { secrets: { guestPassword: "" } }, /guest login of the connection/],
  ["an unset variable as guest user", { secrets: { guestUsername: "${TEST_NEVER_SET}" } }, /user of the guest login.*\$\{TEST_NEVER_SET\}/],
  ["an unset variable as guest password", { secrets: { guestPassword: "${TEST_NEVER_SET}" } }, /password of the guest login.*not set/],
  ["no SAML token", { connection: { guestCredentialType: "SAML_BEARER_TOKEN" } }, /SAML token/],
];

const badTimeouts: readonly (readonly [value: unknown, says: RegExp])[] = [
  [0, /but is 0/],
  [-1, /but is -1/],
  ["soon", /but is soon/],
  [" ", /but is empty/],
  [NaN, /but is NaN/],
  [Infinity, /but is Infinity/],
  [2_147_484, /at most 2147483\.647, but is 2147484/],
  ["1e9", /but is 1e9/],
  [true, /of type boolean/],
  [[5], /of type object/],
  ["${TEST_NEVER_SET}", /but is \$\{TEST_NEVER_SET\}/],
];

/** The error of a message, which left the simulator and the payload alone. */
async function assertRefused(lab: Lab, msg: { payload?: unknown }, subject: string, says: RegExp): Promise<void> {
  const { payload } = msg;
  const before = inspect(payload);

  const { code, message, cause } = await lab.error(msg);

  assert.equal(code, "INVALID_ARGUMENT", message);
  assert.match(message, says);
  assert.deepEqual({ ...cause }, { subject, outcome: "not_done", retryable: false });
  assert.ok(Object.is(msg.payload, payload));
  assert.equal(inspect(msg.payload), before);
  await lab.assertNothingSent();
}

nodeSuite("bad input is refused before anything is sent", (lab) => {
  for (const [what, msg, says] of badMessages) {
    it(what, async () => {
      await lab.load();
      await assertRefused(lab, { ...msg }, "message", says);
    });
  }

  it("a JSONata expression that throws", async () => {
    await lab.load({ tempFile: { prefix: "$error('no prefix today')", prefixType: "jsonata" } });
    await assertRefused(lab, { payload: { vm } }, "message", /prefix \(JSONata expression\).*no prefix today/);
  });

  it("a guest login that does not exist", async () => {
    await lab.load();
    await assertRefused(lab, { payload: { vm, guest_login: "nobody" } }, "guest-login", /no guest login.*"nobody"/);
  });

  it("msg.guest.vm of another vCenter", async () => {
    await lab.load({ tempFile: { vm: "guest.vm" } });
    const msg = { payload: 1, guest: { vm, server: "other.example.com:443" } };
    await assertRefused(lab, msg, "configuration", /other\.example\.com:443.*127\.0\.0\.1/);
  });

  for (const [what, setup, says] of badSettings) {
    it(what, async () => {
      await lab.load(setup);
      await assertRefused(lab, { payload: { vm } }, "configuration", says);
    });
  }

  for (const [timeout, says] of badTimeouts) {
    it(`a timeout of the message that is ${inspect(timeout)}`, async () => {
      await lab.load({ tempFile: { timeout: "limit", timeoutType: "msg" } });
      await assertRefused(lab, { payload: { vm }, limit: timeout } as object, "configuration", says);
    });

    it(`a timeout of the connection that is ${inspect(timeout)}`, async () => {
      await lab.load({ connection: { timeout } });
      await assertRefused(lab, { payload: { vm } }, "configuration", says);
    });
  }
});
