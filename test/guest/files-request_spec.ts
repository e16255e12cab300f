import assert from "node:assert/strict";
import type { GivenAttributes } from "../../src/guest/file-attributes";
import { attributesRequest, deleteRequest, type FilesRequest, listRequest, moveRequest } from "../../src/guest/files-request";
import { BITING, given, refusal, titled } from "./values";

const PATH = given("/tmp/x", "path (msg.guest.path)");
const WINDOWS = given("C:\\x", "path");

interface Values {
  permissions?: unknown;
  ownerId?: unknown;
  groupId?: unknown;
  hidden?: unknown;
  readOnly?: unknown;
}

function attributes({ permissions = "", ownerId = "", groupId = "", hidden = "", readOnly = "" }: Values, path = PATH): FilesRequest {
  const values: GivenAttributes = {
    permissions: given(permissions, "permissions"),
    ownerId: given(ownerId, "owner"),
    groupId: given(groupId, "group"),
    hidden,
    readOnly,
  };
  return attributesRequest(path, values);
}

describe("a request for the attributes of a guest file", () => {
  const TAKEN: [Values, object][] = [
    [{ permissions: "0600" }, { posix: { permissions: "0600" } }],
    [{ permissions: 640 }, { posix: { permissions: "0640" } }],
    [{ permissions: "4755", ownerId: 0, groupId: "100" }, { posix: { permissions: "4755", owner_id: 0, group_id: 100 } }],
    [{ ownerId: 4294967295 }, { posix: { owner_id: 4294967295 } }],
  ];
  for (const [values, expected] of TAKEN) {
    it(`takes ${titled(values)}`, () => {
      assert.deepEqual(attributes(values), { operation: "set-attributes", path: "/tmp/x", attributes: expected });
    });
  }

  it("takes those of Windows, also false", () => {
    assert.deepEqual(attributes({ hidden: false, readOnly: true }, WINDOWS), {
      operation: "set-attributes",
      path: "C:\\x",
      attributes: { windows: { hidden: false, read_only: true } },
    });
  });

  const REFUSED: [Values, why: RegExp, path?: typeof PATH][] = [
    [{}, /give no attribute to set/],
    [{ hidden: "" }, /give no attribute to set/, WINDOWS],
    [{ hidden: true }, /^The path \(msg\.guest\.path\) is one of a POSIX guest/],
    [{ permissions: "0600" }, /^The path is one of a Windows guest/, WINDOWS],
    [{ permissions: "0800" }, /^The permissions must be three or four octal digits/],
    [{ permissions: "rw" }, /^The permissions must be/],
    [{ permissions: "10600" }, /^The permissions must be/],
    [{ permissions: 60 }, /^The permissions must be/],
    [{ ownerId: -1 }, /^The owner must be the number/],
    [{ ownerId: "root" }, /^The owner must be the number/],
    [{ groupId: 1.5 }, /^The group must be the number/],
    [{ groupId: 4294967296 }, /^The group must be the number/],
    [{ ownerId: true }, /^The owner must be text or a number/],
  ];
  for (const [values, why, path] of REFUSED) {
    it(`refuses ${titled(values)}${path === undefined ? "" : " on Windows"}`, () => {
      assert.match(refusal(() => attributes(values, path))?.message ?? "", why);
    });
  }

  for (const [what, bite] of Object.entries(BITING)) {
    it(`refuses ${what} for permissions`, () => {
      assert.throws(() => attributes({ permissions: bite() }), { code: "INVALID_ARGUMENT" });
    });
  }
});

describe("a request for a list or a deletion", () => {
  it("hands the pattern on, which the guest runs", () => {
    assert.deepEqual(listRequest(PATH, given("(a+)+$", "pattern")), { operation: "list", path: "/tmp/x", pattern: "(a+)+$" });
    assert.deepEqual(listRequest(PATH, given(null, "pattern")), { operation: "list", path: "/tmp/x", pattern: "" });
    assert.match(refusal(() => listRequest(PATH, given("x".repeat(1025), "pattern")))?.message ?? "", /1025 bytes/);
  });

  for (const path of ["/", "/tmp/..", "C:\\", "C:\\x\\..", "\\\\server\\share"]) {
    it(`is not deleted: ${path}`, () => {
      assert.match(refusal(() => deleteRequest(given(path, "path"), true))?.message ?? "", /^The path leads to a root, a drive or a share/);
    });
  }
});

describe("a request to move", () => {
  const newPath = (value: unknown): ReturnType<typeof given> => given(value, "new path (msg.payload.new_path)");

  it("leads from one path to another of the same guest family", () => {
    for (const [from, to] of [["/tmp/x", "/tmp/y"], ["C:\\x", "d:/y"], ["\\\\server\\share\\x", "C:\\y"]]) {
      assert.deepEqual(moveRequest(given(from), newPath(to), true), { operation: "move", path: from, newPath: to, overwrite: true });
    }
  });

  for (const [from, to] of [["/tmp/x", "C:\\y"], ["C:\\x", "/tmp/y"], ["\\\\server\\share\\x", "/y"]]) {
    it(`refuses ${String(from)} and ${String(to)}, which no guest has both`, () => {
      const says = /^The path and the new path \(msg\.payload\.new_path\) are paths of different systems/;
      assert.match(refusal(() => moveRequest(given(from, "path"), newPath(to), false))?.message ?? "", says);
    });
  }
});
