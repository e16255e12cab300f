import assert from "node:assert/strict";
import fc from "fast-check";
import { hasMark, hasMarkIn, isMark, newMark, patternOf } from "../../../src/guest/ledger/mark";

describe("a mark", () => {
  it("has 10 letters and digits, and is new each time", () => {
    const marks = Array.from({ length: 2_000 }, newMark);
    assert.ok(marks.every(isMark));
    assert.equal(new Set(marks).size, marks.length);
    assert.equal(new Set(marks.join("")).size, 32);
  });

  const part = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[/\\:\p{C}]/u.test(text));

  it("tells names that the guest made for it from all others", () => {
    fc.assert(fc.property(part, part, fc.nat(), (prefix, suffix, number) => {
      const marked = { prefix, mark: newMark(), suffix };
      const name = `${prefix}${marked.mark}vmware${number}${suffix}`;
      assert.ok(hasMark(`/tmp/${name}`, marked));
      assert.ok(hasMark(`C:\\Temp\\${name}`, marked));
      assert.ok(new RegExp(patternOf(marked)).test(name), patternOf(marked));
      const others = [`x${name}`, `${name}/x`, name.replace("vmware", "vmware-"), name.replace(marked.mark, newMark()), `${prefix}${marked.mark}${suffix}`];
      others.forEach((other) => {
        assert.ok(!hasMark(`/tmp/${other}`, marked), other);
      });
    }));
  });

  it("is told in a directory of Windows whatever the case of the other letters, and elsewhere not", () => {
    const marked = { prefix: "Job-É", mark: "abcdefghij", suffix: ".JSON" };
    const name = "job-éABCDEFGHIJvmWare7.json";
    assert.deepEqual(["C:\\Temp", "\\\\server\\share", "/tmp"].map((directory) => hasMarkIn(directory, name, marked)), [true, true, false]);
    assert.ok(hasMarkIn("/tmp", "Job-Éabcdefghijvmware7.JSON", marked));
    assert.ok(!hasMarkIn("C:\\Temp", `x${name}`, marked));
  });

  it("takes a prefix and a suffix literally in its pattern", () => {
    const pattern = patternOf({ prefix: "a.*(", mark: "abcdefghij", suffix: "$[x]^-é日" });
    assert.equal(pattern, String.raw`^a\.\*\(abcdefghijvmware[0-9]+\$\[x\]\^\-é日$`);
  });
});
