import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { type BadInput, type GoodInput, refusedSuite } from "./bad-input";
import { NO_TEXT } from "./bad-values";

/** Names of local files that cannot be used, in the folder of {@link badFolder}. */
const BAD_LOCAL: readonly (readonly [what: string, name: unknown, says: RegExp])[] = [
  ["not named", undefined, /The filename \(msg\.filename\) is missing/],
  ["null", null, /The filename \(msg\.filename\) is missing/],
  ["empty", "", /The filename \(msg\.filename\) is missing/],
  ...NO_TEXT.map(([what, value, kind]) => [what, value, new RegExp(`The filename \\(msg\\.filename\\) must be text or a number, but is ${kind.source}`)] as const),
  ["a name with NUL", "a\0", /The filename \(msg\.filename\) holds a control character/],
  ["a name with a line feed", "a\nb", /The filename \(msg\.filename\) holds a control character/],
  ["a name with half a character", "a\ud800", /The filename \(msg\.filename\) holds half of a character/],
  ["a name of 5,000 bytes", "x".repeat(5000), /The local file "x*.*", the filename \(msg\.filename\), is too long|is too long/],
  ["in a folder that is missing", "none/x", /The local file ".*none\/x", the filename \(msg\.filename\), does not exist, or its folder does not/],
  ["below a file", "file/x", /The local file ".*", the filename \(msg\.filename\), stands below something that is no folder/],
  ["a link to itself", "loop/x", /The local file ".*", the filename \(msg\.filename\), leads to itself/],
  ["a pipe", "pipe", /The local file ".*pipe", the filename \(msg\.filename\), is neither a file nor a folder/],
  // The superuser may open everything.
  ...(process.getuid?.() === 0 ? [] : [["forbidden", "secret/x", /the filename \(msg\.filename\), must not be opened by the user/] as const]),
];

/** A folder with what {@link BAD_LOCAL} names, and a `file` and a `folder`. */
function badFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vcenter-guest-"));
  writeFileSync(join(folder, "file"), "content");
  mkdirSync(join(folder, "folder"));
  mkdirSync(join(folder, "secret"));
  chmodSync(join(folder, "secret"), 0o100);
  symlinkSync("loop", join(folder, "loop"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  return folder;
}

/**
 * A local file that a transfer cannot use is one error, nothing is sent, and none is made.
 *
 * @param good of a node whose file is local
 */
export function refusedLocalSuite(good: GoodInput, more: readonly BadInput[] = []): void {
  const named = BAD_LOCAL.map(([what, filename, says]): BadInput => ({ what, says, msg: { ...good.msg, filename } }));
  const type = good.node.type;

  describe(`local files of ${type}`, () => {
    let folder: string;
    let names: string[];
    before(() => {
      folder = badFolder();
      names = readdirSync(folder);
    });
    after(() => {
      rmSync(folder, { recursive: true });
    });
    refusedSuite(good, [...named, ...more], { what: "a bad local file", settings: () => ({ fileWorkingDirectory: folder }) });
    it("are not made", () => {
      assert.deepEqual(readdirSync(folder), names);
    });
  });

  const forbidden: BadInput = { what: "that settings.js forbids", subject: "configuration", says: /forbidden by vcenterConnectionLocalFiles in settings\.js/, msg: { ...good.msg, filename: "file" } };
  refusedSuite(good, [forbidden], { what: "a local file", settings: () => ({ vcenterConnectionLocalFiles: false }) });
}
