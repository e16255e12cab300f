import assert from "node:assert/strict";
import fc from "fast-check";
import { baseName, guestPathText, isRoot, isRootAnywhere, isWindowsPath, joined, optionalGuestPath, parentOf } from "../../src/guest/guest-path-text";
import { given, refusal, titled } from "./values";

describe("a guest path that is given", () => {
  for (const path of ["/", "/var/tmp/x", "C:\\Temp", "c:/temp", "\\\\server\\share\\x", `/${"x".repeat(4095)}`]) {
    it(`is taken: ${path.slice(0, 30)}`, () => {
      assert.equal(guestPathText(given(path, "path")), path);
      assert.equal(optionalGuestPath(given(path, "path")), path);
    });
  }

  const REFUSED: [value: unknown, why: RegExp][] = [
    [undefined, /^The path is missing/],
    [null, /is missing/],
    ["", /is missing/],
    ["var/tmp", /must be an absolute path/],
    ["C:temp", /must be an absolute path/],
    ["./x", /must be an absolute path/],
    [7, /must be an absolute path/],
    ["/a\nb", /control character/],
    ["/\ud800", /lone surrogate/],
    [`/${"x".repeat(4096)}`, /4097 bytes/],
    [{}, /must be text or a number/],
    [["/a"], /but is an array/],
  ];
  for (const [value, why] of REFUSED) {
    it(`is refused: ${titled(value)}`, () => {
      assert.match(refusal(() => guestPathText(given(value, "path")))?.message ?? "", why);
    });
  }
});

describe("a root of a guest", () => {
  const ROOTS = `/ // /. /.. /./ /tmp/.. /tmp/../ //tmp//..// /a/b/../../.. C:\\ c:/ C:\\. C:\\.. C:\\Temp\\.. C:/Temp/../. C:\\... C:\\Temp\\..\\...
    \\\\server\\share \\\\server\\share\\ \\\\server\\share\\x\\.. \\\\?\\C:\\
    \\\\localhost\\C$ \\\\?\\UNC \\\\?\\UNC\\localhost \\\\?\\UNC\\localhost\\C$ \\\\.\\unc\\localhost\\C$\\ \\\\?\\UNC\\server\\share\\x\\..
    \\\\?\\GLOBALROOT\\Device\\HarddiskVolume1\\ \\\\?\\GLOBALROOT\\??\\UNC\\a\\b \\\\?\\Global\\C:\\ \\\\.\\HarddiskVolume1\\
    \\\\?\\Volume{26a21bda-a627-11d7-9931-806e6f6e6963}\\ C:\\::$INDEX_ALLOCATION C:\\x\\..\\.::$INDEX_ALLOCATION`;
  const OTHERS = `/tmp /tmp/. /tmp/../etc /... /a/../b C:\\Temp C:\\Temp\\. C:\\Temp\\..\\Windows \\\\server\\share\\x C:\\a\\b\\..
    \\\\?\\C:\\x \\\\?\\UNC\\server\\share\\x \\\\globalroot\\share\\x C:\\x::$INDEX_ALLOCATION //localhost/C$ /x:y`;
  for (const root of ROOTS.split(/\s+/)) {
    it(`is ${root}`, () => {
      assert.equal(isRoot(root), true);
    });
  }
  for (const other of OTHERS.split(/\s+/)) {
    it(`is not ${other}`, () => {
      assert.equal(isRoot(other), false);
    });
  }
});

describe("a root of any guest", () => {
  for (const root of ["/", "/tmp/..", "C:\\", "//localhost/C$", "//localhost/C$/x/..", "//?/C:/", "//./C:/", "//?/UNC/localhost/C$", "///server/share", "/a\\b/..", "/...", "C:\\x\\.. \\"]) {
    it(`is ${root}`, () => {
      assert.equal(isRootAnywhere(root), true);
    });
  }
  for (const other of ["/tmp", "//tmp", "//server/share/x", "/tmp/a:b", "/C$", "C:/x"]) {
    it(`is not ${other}`, () => {
      assert.equal(isRootAnywhere(other), false);
    });
  }
});

describe("the parts of a guest path", () => {
  const ROWS: [path: string, parent: string, name: string][] = [
    ["/tmp/x", "/tmp", "x"],
    ["/x", "/", "x"],
    ["/tmp/a b/x.txt", "/tmp/a b", "x.txt"],
    ["C:\\Temp\\x", "C:\\Temp", "x"],
    ["C:\\x", "C:\\", "x"],
    ["c:/Temp/x", "c:/Temp", "x"],
    ["/x/x/x", "/x/x", "x"],
    ["\\\\server\\share\\d\\x", "\\\\server\\share\\d", "x"],
  ];
  for (const [path, parent, name] of ROWS) {
    it(path, () => {
      assert.deepEqual([parentOf(path), baseName(path)], [parent, name]);
    });
  }

  it("are joined by the separator of the guest", () => {
    assert.deepEqual(
      [joined("/tmp", "x"), joined("/tmp/", "x"), joined("/", "x"), joined("C:\\Temp", "x"), joined("C:\\", "x"), joined("c:/temp/", "x"), joined("/a\\", "x")],
      ["/tmp/x", "/tmp/x", "/x", "C:\\Temp\\x", "C:\\x", "c:/temp/x", "/a\\/x"],
    );
    assert.deepEqual(["/a", "C:\\a", "c:/a", "\\\\s\\t"].map(isWindowsPath), [false, true, true, true]);
  });

  it("make the path again", () => {
    const name = fc.stringMatching(/^[a-z .-]{1,8}$/).filter((text) => !/^[. ]+$/.test(text));
    fc.assert(
      fc.property(fc.constantFrom("/", "C:\\"), fc.array(name, { minLength: 1, maxLength: 4 }), (root, names) => {
        const path = root + names.join(root.slice(-1));
        assert.equal(joined(parentOf(path), baseName(path)), path);
        assert.equal(isRoot(path), false);
        assert.equal(isRoot(path + `${root.slice(-1)}..`.repeat(names.length)), true);
      }),
    );
  });
});
