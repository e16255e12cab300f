import assert from "node:assert/strict";
import { as, file, INTERACTIVE, parent, provoke, type Row, vm } from "./guest-conditions";
import { LINUX, refused, useBench, WINDOWS } from "./support";

/** What it does not declare; a client must survive it. The last column is the fault that the messages name. */
const UNDECLARED: (Row & { names: RegExp })[] = [
  {
    condition: "the disk is full",
    prepare: vm({ disk: "full" }),
    expect: [500, "UNABLE_TO_ALLOCATE_RESOURCE", "NO_DISK_SPACE"],
    names: /no_disk_space/,
  },
  {
    condition: "the file system is read-only",
    prepare: vm({ disk: "read_only" }),
    expect: [500, "ERROR"],
    names: /vmsg\.FileFault\.summary/,
  },
  { condition: "the quota is exceeded", prepare: vm({ disk: "quota" }), expect: [500, "ERROR"], names: /\(1, 0\)/ },
  { condition: "links loop (set)", prepare: vm({ disk: "link_loop" }), expect: [500, "ERROR"], names: /\(2, 0\)/ },
  {
    condition: "links loop (in the tree)",
    prepare: file({ path: "/tmp/loop", type: "SYMLINK", target: "loop" }),
    call: parent("/tmp/loop"),
    expect: [500, "ERROR"],
    names: /\(2, 0\)/,
  },
  {
    condition: "an empty password on Windows",
    call: as({ password: "" }, WINDOWS),
    expect: [500, "ERROR"],
    names: /\(3033, 0\)/,
  },
  { condition: "VGAuth is broken", prepare: vm({ vgauth_broken: true }), expect: [500, "ERROR"], names: /\(1, 0\)/ },
  {
    condition: "the desktop is somebody else's (answered ERROR)",
    prepare: vm({ interactive_answer: "ERROR" }),
    call: as(INTERACTIVE),
    expect: [500, "ERROR"],
    names: /\(3035, 0\)/,
  },
  {
    condition: "Tools die in mid-call",
    prepare: vm({ tools: "dies_in_mid_call" }),
    expect: [500, "ERROR"],
    names: /\(3016, 0\)/,
  },
  {
    condition: "a text that no guest can take",
    call: (bench) => bench.temporary(LINUX, { prefix: "\ud800" }),
    expect: [500, "ERROR"],
    names: /\(1, 0\)/,
  },
];

describe("errors of a guest that the contract does not declare", () => {
  const bench = useBench();

  for (const row of UNDECLARED) {
    const [status, type, reason] = row.expect;
    it(`${String(status)} ${type}: ${row.condition}`, async () => {
      const body = refused(await provoke(bench(), row), status, type, reason);
      assert.match(JSON.stringify(body.messages), row.names);
      if (type === "ERROR") {
        assert.equal(body.messages.length, 2);
        assert.equal(body.messages[0]?.id, "com.vmware.api.vcenter.error");
      }
    });
  }

  it("come although the work is done, when Tools die in mid-call", async () => {
    await bench().vm(LINUX, { tools: "dies_in_mid_call" });
    refused(await bench().temporary(LINUX, { parent_path: "/tmp", prefix: "twin-" }), 500, "ERROR");
    assert.match((await bench().entries(LINUX, "/tmp")).join(), /^twin-vmware\d+$/);
  });
});
