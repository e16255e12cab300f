import { type BadInput, badChoices, badPlaces, badValues, type GoodInput, refusedSuite } from "../support/bad-input";
import { type BadValue, NO_OPTIONAL_PATH, NO_SECONDS_IN_A_NODE, UNREADABLE, WRONG_TYPE } from "../support/bad-values";
import { TEMP_FILE_DEFAULTS } from "../support/flow";

const vm = "vm-42";
const GOOD: GoodInput = { node: { type: "vcenter-guest-temp-file", ...TEMP_FILE_DEFAULTS }, msg: { payload: { vm } } };

const VM = /^The VM \(msg\.payload\.vm\) is missing/;

/** A payload that is no object has no VM. */
const PAYLOADS: readonly (readonly [what: string, msg: object])[] = [
  ["no VM in the payload", { payload: {} }],
  ["no payload at all", {}],
  ["a payload that is text", { payload: "vm-42" }],
  ["a payload that is a number", { payload: 42 }],
  ["a payload that is null", { payload: null }],
  ["a payload that is a buffer", { payload: Buffer.from("vm-42") }],
];

const PART = /is part of a file name: it must not hold/;

const NO_NAME: readonly BadValue[] = [
  ["with a slash", "a/b", PART],
  ["with a backslash", "a\\b", PART],
  ["with a colon", "a:b", PART],
  ["two dots alone", "..", PART],
  ...UNREADABLE,
  ...WRONG_TYPE,
];

const TOGETHER = /^The prefix \(msg\.payload\.prefix\) and suffix \(msg\.payload\.suffix\) together are 240 bytes of UTF-8 long; at most 239 are possible\. Shorten one/;
const TOGETHER_WITH_MARK = /together are 230 bytes of UTF-8 long; at most 229 are possible, since a mark of 10 characters is added\. Shorten one of them\.$/;

const REMOVED = { removal: "lifetime" };

const NO_LIFETIME: readonly BadValue[] = [
  ...["missing", "null", "empty"].map((what, index): BadValue => [what, [undefined, null, ""][index], /must be a number of minutes above 0 and at most 5256000, but is missing/]),
  ...[0, -1, NaN, Infinity, 5_256_001, "soon", "1,5"].map((value): BadValue => [`${typeof value} ${String(value)}`, value, new RegExp(`must be a number of minutes .*, but is ${String(value)}`)]),
  ...WRONG_TYPE.filter(([, value]) => typeof value !== "number").map(([what, value]): BadValue => [what, value, /must be a number of minutes .*, but is of type (object|boolean|bigint|function|symbol)/]),
  ["a blank", " ", /must be a number of minutes .*, but is of type string/],
];

const NOT_LOOPBACK = "http://vcenter.example.com";

/** What is wrong with the settings, and how the error speaks of it. */
const badSettings: readonly (readonly [what: string, where: Pick<BadInput, "node" | "connection" | "secrets">, says: RegExp])[] = [
  ["no connection", { node: { connection: "" } }, /No connection is chosen/],
  ["no property for the connection", { node: { connection: undefined } }, /No connection is chosen/],
  ["a connection that is gone", { node: { connection: "gone" } }, /No connection is chosen, or it is disabled/],
  ["a disabled connection", { connection: { d: true } }, /No connection is chosen, or it is disabled/],
  ["a connection that is another node", { node: { connection: "tls-1" } }, /No connection is chosen/],
  ["a connection with the name of something inherited", { node: { connection: "__proto__" } }, /No connection is chosen/],
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

const ROWS: readonly BadInput[] = [
  ...badPlaces(GOOD),
  ...PAYLOADS.map(([what, msg]): BadInput => ({ what, says: VM, msg })),
  ...badValues("prefix", "prefix", GOOD, NO_NAME),
  ...badValues("suffix", "suffix", GOOD, [
    ...NO_NAME,
    ["that ends in a dot", ".txt.", /ends in a dot or a space/],
    ["that ends in a space", ".txt ", /ends in a dot or a space/],
  ]),
  { what: "prefix and suffix of 240 bytes", says: TOGETHER, msg: { payload: { vm, prefix: "ä".repeat(100), suffix: "b".repeat(40) } } },
  { what: "prefix and suffix of 230 bytes, with a mark", says: TOGETHER_WITH_MARK, node: REMOVED, msg: { payload: { vm, prefix: "ä".repeat(100), suffix: "b".repeat(30) } } },
  ...badValues("parentPath", "parent path", GOOD, [...NO_OPTIONAL_PATH, ...WRONG_TYPE]),
  ...badValues("lifetime", "lifetime", GOOD, NO_LIFETIME, REMOVED),
  ...badChoices("kind", "file or directory"),
  ...badChoices("removal", "manual or lifetime"),
  { what: "a JSONata expression that throws", says: /prefix \(JSONata expression\).*no prefix today/, node: { prefix: "$error('no prefix today')", prefixType: "jsonata" } },
  {
    what: "msg.guest.vm of another vCenter",
    subject: "configuration",
    says: /other\.example\.com:443.*127\.0\.0\.1/,
    node: { vm: "guest.vm" },
    msg: { payload: 1, guest: { vm, server: "other.example.com:443" } },
  },
  ...badSettings.map(([what, where, says]): BadInput => ({ what, subject: "configuration", says, ...where })),
  ...NO_SECONDS_IN_A_NODE.map(([what, timeout, why]): BadInput => ({
    what: `a timeout of the connection ${what}`,
    subject: "configuration",
    says: why,
    connection: { timeout },
  })),
];

refusedSuite(GOOD, ROWS);
