import assert from "node:assert/strict";
import fc from "fast-check";
import { type GivenQuery, ID_FILTERS, vmQuery, type VmQuery } from "../../src/guest/vm-query";
import { anyValue, BITING, given, refusal, titled } from "./values";

interface Values {
  names?: unknown;
  pattern?: unknown;
  folders?: unknown;
  powerState?: GivenQuery["powerState"];
}

function query({ names, pattern, folders, powerState = "any" }: Values): VmQuery {
  const none = Object.fromEntries(ID_FILTERS.map((name) => [name, given("", name)])) as Record<(typeof ID_FILTERS)[number], ReturnType<typeof given>>;
  return vmQuery({
    names: given(names, "names (msg.payload.names)"),
    pattern: given(pattern, "pattern"),
    ids: { ...none, folders: given(folders, "folders") },
    powerState,
  });
}

describe("a query for VMs", () => {
  const TAKEN: [Values, filter: VmQuery["filter"], isEmpty?: boolean][] = [
    [{}, {}],
    [{ names: null, pattern: null, folders: null }, {}],
    [{ names: "", pattern: "", folders: " , " }, {}],
    [{ names: " " }, { names: [" "] }],
    [{ names: "edge 01, left" }, { names: ["edge 01, left"] }],
    [{ names: 7 }, { names: ["7"] }],
    [{ names: ["a", "b", "a", 1] }, { names: ["a", "b", "1"] }],
    [{ names: [] }, { names: [] }, true],
    [{ folders: "group-v3" }, { folders: ["group-v3"] }],
    [{ folders: " group-v3, group-v4\tgroup-v5 " }, { folders: ["group-v3", "group-v4", "group-v5"] }],
    [{ folders: ["group-v3"] }, { folders: ["group-v3"] }],
    [{ folders: [], names: "a" }, { folders: [], names: ["a"] }, true],
    [{ powerState: "POWERED_OFF" }, { power_states: ["POWERED_OFF"] }],
    [{ names: Array.from({ length: 200 }, (_, index) => index) }, { names: Array.from({ length: 200 }, (_, index) => String(index)) }],
    [{ names: "ü".repeat(127) }, { names: ["ü".repeat(127)] }],
  ];
  for (const [values, filter, isEmpty = false] of TAKEN) {
    it(`takes ${titled(values)}`, () => {
      const taken = query(values);
      assert.deepEqual([taken.filter, taken.isEmpty], [filter, isEmpty]);
    });
  }

  it("matches names by the pattern, all without one", () => {
    const names = ["edge-01", "EDGE-01", "line-1"];
    assert.deepEqual(names.filter(query({ pattern: "edge-*" }).matches), ["edge-01"]);
    assert.deepEqual(names.filter(query({}).matches), names);
  });

  const REFUSED: [Values, why: RegExp][] = [
    [{ names: {} }, /^The names \(msg\.payload\.names\) must be text or a number, but is an object/],
    [{ names: ["a", null] }, /^The names \(msg\.payload\.names\)\[1\] is empty/],
    [{ names: ["a", ""] }, /\[1\] is empty/],
    [{ names: [["a"]] }, /\[0\] must be text or a number, but is an array/],
    [{ names: "a\nb" }, /control character/],
    [{ names: ["\ud800"] }, /lone surrogate/],
    [{ names: "a".repeat(256) }, /256 bytes .* at most 255/],
    [{ names: Array.from({ length: 201 }, (_, index) => index) }, /201 values; at most 200/],
    [{ folders: true }, /^The folders must be text/],
    [{ pattern: ["*"] }, /^The pattern must be text/],
    [{ pattern: "*".repeat(1025) }, /1025 bytes .* at most 1024/],
  ];
  for (const [values, why] of REFUSED) {
    it(`refuses ${titled(values)}`, () => {
      assert.match(refusal(() => query(values))?.message ?? "", why);
    });
  }

  it("refuses an array whose item fails", () => {
    const names = Object.defineProperty(["a"], 0, { get: () => assert.fail("it fails") });
    assert.match(refusal(() => query({ names }))?.message ?? "", /^The names \(msg\.payload\.names\) cannot be read/);
  });

  for (const [what, bite] of Object.entries(BITING)) {
    it(`refuses ${what} among the names`, () => {
      assert.throws(() => query({ names: [bite()] }), { code: "INVALID_ARGUMENT" });
    });
  }

  it("takes or refuses whatever is given, and never fails otherwise", () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (names, pattern, folders) => {
        try {
          const { filter } = query({ names, pattern, folders });
          assert.ok(Object.values(filter).flat().every((value) => typeof value === "string" && value !== ""));
        } catch (error) {
          assert.equal((error as { code?: string }).code, "INVALID_ARGUMENT");
        }
      }),
    );
  });
});
