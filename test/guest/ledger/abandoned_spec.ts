import assert from "node:assert/strict";
import { abandoned, atStart } from "../../../src/guest/ledger/abandoned";
import { type Entry, lineOf, openLine } from "../../../src/guest/ledger/entry";
import { TIMINGS } from "../../../src/guest/ledger/pauses";

const INTENT: Entry = {
  server: "vc.example:443",
  connection: "connection-1",
  vm: "vm-42",
  kind: "file",
  parent: "/tmp",
  prefix: "job-",
  mark: "abcdefghij",
  suffix: "",
  lifetime: 7_200_000,
  due: Date.now() + 7_200_000,
};

describe("an entry that is abandoned", () => {
  /** One after the other, until there is none. */
  function sweeps(): Entry[] {
    const all: Entry[] = [];
    for (let entry = abandoned(INTENT, TIMINGS.sweeps); entry !== undefined; entry = abandoned(entry, TIMINGS.sweeps)) {
      all.push(entry);
    }
    return all;
  }

  it("is due 1, 10 and 60 minutes after that, whatever lifetime it was to have", () => {
    let minutes = 0;
    const dues = sweeps().map(({ lifetime }) => (minutes += lifetime / 60_000));
    assert.deepEqual(dues, [1, 10, 60]);
    assert.ok(sweeps().every(({ due, lifetime }) => Math.abs(due - lifetime - Date.now()) < 1_000));
  });

  it("is the same when it was read again, and due at the start besides its sweeps", () => {
    for (const entry of sweeps()) {
      const line = lineOf(openLine(entry));
      assert.deepEqual(line, { entry });
      assert.match(openLine(entry), /^\{"state":"abandoned"/);
      const started = atStart(entry, entry.swept!);
      assert.ok(started.due <= Date.now());
      assert.deepEqual(abandoned(started, TIMINGS.sweeps), { ...entry, due: Date.now() + entry.lifetime });
    }
  });

  it("is none where the number of its sweeps makes no sense", () => {
    const [entry] = sweeps();
    assert.equal(lineOf(openLine(entry!).replace('"swept":0', '"swept":"x"')), undefined);
  });
});
