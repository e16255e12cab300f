import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { cmdPath, escapedForCmd, quotedForBatch, quotedForShell, quotedForWindows } from "../../src/guest/quote";

const NASTY = ["", " ", "a b", "'", '"', '\\"', "\\", "a\\", "a b\\", "a\\\\ b", "$HOME", "`id`", "$(id)", "a;b|c&d", "*", "!x!", "%PATH%", "a^b", "(x)", "<>", "#", "-n", "ü😀"];
const argument = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "grapheme" }), fc.string({ unit: fc.constantFrom("\\", '"', "'", " ", "%", "^", "&", "a") }));
const args = fc.array(argument.map((text) => text.replaceAll("\0", "")), { maxLength: 6 });

/** As CommandLineToArgvW takes the part behind the program apart. */
function windowsWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let at = 0; at < line.length; ) {
    const slashes = /^\\*/.exec(line.slice(at))![0].length;
    const next = line[at + slashes];
    if (next === '"') {
      word = (word ?? "") + "\\".repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) {
        word += '"';
      } else {
        isQuoted = !isQuoted;
      }
      at += slashes + 1;
    } else if (slashes > 0) {
      word = (word ?? "") + "\\".repeat(slashes);
      at += slashes;
    } else if (/\s/.test(next!) && !isQuoted) {
      words.push(...(word === undefined ? [] : [word]));
      word = undefined;
      at += 1;
    } else {
      word = (word ?? "") + next!;
      at += 1;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** What cmd.exe makes of a line: variables first, wherever they stand, then carets outside of quotes. */
function readByCmd(line: string, variables: Record<string, string>): { text: string; live: string } {
  const expanded = line.replace(/%([^%:]+)(?::[^%]*)?%/g, (written, name: string) => variables[name.toUpperCase()] ?? written);
  let text = "";
  let live = "";
  let isQuoted = false;
  for (let at = 0; at < expanded.length; at += 1) {
    const character = expanded[at]!;
    if (character === "^" && !isQuoted) {
      at += 1;
      text += expanded[at] ?? "";
    } else {
      isQuoted = character === '"' ? !isQuoted : isQuoted;
      live += !isQuoted && /[&|<>()]/.test(character) ? character : "";
      text += character;
    }
  }
  return { text, live };
}

const VARIABLES = { "PATH": "expanded", "A": "expanded", " ": "expanded" };

describe("arguments, quoted", () => {
  it("a POSIX shell gives exactly them", function () {
    this.timeout(20_000);
    fc.assert(
      fc.property(args, (list) => {
        const script = `for each do printf '%s\\0' "$each"; done`;
        const line = `set -- ${quotedForShell(list)}\n${script.replace("for each do", 'for each in "$@"; do')}`;
        const output = execFileSync("/bin/sh", ["-c", line], { encoding: "utf8" });
        assert.deepEqual(output.split("\0").slice(0, -1), list);
      }),
      { numRuns: 40, examples: [[NASTY]] },
    );
  });

  it("a program of Windows takes exactly them from its line", () => {
    fc.assert(fc.property(args, (list) => assert.deepEqual(windowsWords(quotedForWindows(list)), list)), { examples: [[NASTY]] });
  });

  it("of Windows have no quotes where they need none, for programs that take their line apart by themselves", () => {
    assert.equal(quotedForWindows(["/c", "C:\\a\\", "x y", "", 'a"b']), '/c C:\\a\\ "x y" "" "a\\"b"');
  });

  it("cmd.exe hands a line on as it is, and nothing in it is live", () => {
    fc.assert(
      fc.property(argument, (text) => {
        assert.deepEqual(readByCmd(escapedForCmd(text), VARIABLES), { text, live: "" });
      }),
      { examples: NASTY.concat("%PATH:a=b%", "%PATH:~0,1%", "%%PATH%%", "%A%PATH%").map((text): [string] => [text]), numRuns: 500 },
    );
  });

  it("cmd.exe takes a path between quotes as it is", () => {
    fc.assert(
      fc.property(argument.map((text) => text.replaceAll('"', "")), (text) => {
        const read = readByCmd(cmdPath(text), VARIABLES);
        assert.deepEqual([read.text.replaceAll('"', ""), read.live], [text, ""]);
      }),
      { examples: [["C:\\100%PATH%\\a & b^c"], ["%PATH:a=b%"]] },
    );
  });

  it("a batch file gets no quote and no percent sign, and what is left stays between quotes", () => {
    fc.assert(
      fc.property(args, (list) => {
        const line = quotedForBatch(list);
        const isSafe = !list.some((text) => /["%]/.test(text));
        assert.equal(line !== undefined, isSafe);
        if (line !== undefined) {
          assert.deepEqual([windowsWords(line), readByCmd(line, VARIABLES).live], [list, ""]);
        }
      }),
    );
  });

  it("takes no time that grows faster than the arguments", () => {
    const long = "\\".repeat(200_000);
    const begun = process.cpuUsage().user;
    quotedForWindows([`${long} x`, long, `" ${long}`]);
    escapedForCmd(long);
    quotedForBatch([`${long} `]);
    assert.ok(process.cpuUsage().user - begun < 1_000_000);
  });
});
