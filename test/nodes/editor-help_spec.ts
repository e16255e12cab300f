import assert from "node:assert/strict";
import { type Catalogue, labelsInErrors, readCatalogue, translate } from "./catalogue";
import { type NodeType, packageName, readText, types } from "./editor-html";
import { isAction } from "./editor-properties";

describe("dialogs: help", () => {
  const help = (type: NodeType) => readText("nodes", "locales", "en-US", `${type}.html`);

  for (const type of types) {
    it(`${type} has help in the standard form`, () => {
      const [, text = ""] = new RegExp(`^<script type="text/markdown" data-help-name="${type}">\n([\\s\\S]*)</script>\n$`).exec(help(type)) ?? [];
      const headings = [...text.matchAll(/^### (.*)$/gm)].map((match) => match[1]);
      const expected = isAction(type) ? ["Inputs", "Outputs", "Details"] : ["Properties", "Details"];
      assert.deepEqual(headings.slice(0, expected.length), expected);
      assert.match(text, /^\w/);
    });

    it(`${type} has only definitions that the editor recognises: a colon within one ends the list`, () => {
      const lines = help(type).match(/^:.*$/gm) ?? [];
      assert.ok(lines.length >= 4);
      assert.deepEqual(lines.filter((line) => !/^: [^:]+ \([^:]+\) : [^:]+$/.test(line)), []);
    });
  }

  const codes = `INVALID_ARGUMENT NOT_FOUND UNAUTHENTICATED UNAUTHORIZED NOT_ALLOWED_IN_CURRENT_STATE RESOURCE_BUSY
    SERVICE_UNAVAILABLE UNSUPPORTED UNABLE_TO_ALLOCATE_RESOURCE RESOURCE_INACCESSIBLE UNVERIFIED_PEER TIMED_OUT CANCELED
    OPERATION_NOT_FOUND UNEXPECTED_INPUT ERROR`;
  const subjects = "message configuration queue network certificate session guest-login permission vm tools path server program";
  const facts = "subject outcome retryable status messages data operation vm path attempts operationId";
  const results = "vm path kind login server attempts elapsed";

  it("the help of the temp file node names every code, subject and field", () => {
    const text = help("vcenter-guest-temp-file");
    const lacking = (names: string, row: (name: string) => string) => names.split(/\s+/).filter((name) => !text.includes(row(name)));
    assert.deepEqual(lacking(codes, (code) => `\n: ${code} (`), []);
    assert.deepEqual(lacking(subjects, (subject) => `\n- \`${subject}\`, `), []);
    assert.deepEqual(lacking(facts, (fact) => `error.cause.${fact}`), []);
    assert.deepEqual(lacking(results, (field) => `guest.${field}`), []);
    assert.deepEqual(lacking("not_done unknown done", (outcome) => `\`${outcome}\``), []);
    assert.match(text, /\n: \*reset\* \(any\) : /);
    assert.match(text, /`retryAt`/);
    assert.match(text, /It does not survive when Node-RED ends or is killed/);
  });

  it("the help of the connection names privileges, and what does not happen", () => {
    const text = help("vcenter-connection");
    assert.match(text, /VirtualMachine\.GuestOperations\.Modify/);
    assert.match(text, /System\.Read/);
    assert.match(text, /Nothing connects when a flow is deployed/);
    assert.match(text, /`https_proxy` .* are ignored/);
    assert.match(text, /stored as Node-RED credentials/);
    assert.match(text, /VMware Tools does one thing at a time/);
    assert.match(text, /`nodeMessageBufferMaxLength`/);
    assert.match(text, /No account is locked/);
    assert.match(text, /Node-RED must resolve the name of that host and reach it/);
    assert.match(text, /A host with fingerprints must show one of these certificates/);
  });

  for (const type of ["vcenter-guest-upload", "vcenter-guest-download"] as const) {
    it(`the help of ${type} names the way to the ESXi host, what local files may do, the time limit and the privileges`, () => {
      const text = help(type).replace(/\s+/g, " ");
      for (const label of ["transferTls", "fingerprints", "hostMap"]) {
        assert.ok(text.includes(`*${translate(`${packageName}/vcenter-connection:vcenter-connection.label.${label}`) ?? "?"}*`), label);
      }
      assert.match(text, /Node-RED must resolve the name of this host, reach it on port 443 and trust its certificate/);
      assert.match(text, /`vcenterConnectionLocalFiles`/);
      assert.match(text, /limit for standing still/);
      assert.match(text, /VirtualMachine\.GuestOperations\.Modify.*VirtualMachine\.GuestOperations\.Query/);
    });
  }

  it("the help of the upload tells of permissions and content, that of the download of limits and changes", () => {
    assert.match(help("vcenter-guest-upload"), /The file gets the permissions `0600`/);
    assert.match(help("vcenter-guest-upload"), /Content without a byte is no mistake/);
    assert.match(help("vcenter-guest-download"), /`FILE_TOO_LARGE`/);
    assert.match(help("vcenter-guest-download"), /`FILE_CHANGED`/);
  });

  it("errors name fields as the dialogs do", () => {
    const named = labelsInErrors();
    const texts = types.flatMap((type) => Object.entries((readCatalogue(type)[type] as Catalogue).label as Record<string, string>));
    const labels = texts.flatMap(([, label]) => [label, label.replace(/ \(s\)$/, "")]);
    assert.ok(named.length > 3, String(named));
    assert.deepEqual(named.filter((label) => !labels.includes(label)), []);
  });
});
