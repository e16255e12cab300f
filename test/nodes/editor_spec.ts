import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Catalogue, keysInScript, keysInTemplate, keysOf, readCatalogue, statusesInCode, translate } from "./catalogue";
import {
  definitionTree,
  entries,
  type NodeType,
  packageName,
  property,
  readHtml,
  readScript,
  readText,
  registrations,
  root,
  runScript,
  types,
} from "./editor-html";

const action: NodeType[] = types.filter((type) => type !== "vcenter-connection" && type !== "vcenter-guest-login");
/** What the code shows below a node; VMware Tools is waited for where there is a guest. */
const statuses = (type: NodeType): string[] =>
  ["running", "not-configured", ...(type.includes("-guest-") ? ["waiting"] : [])].sort();
const isAction = (type: NodeType): boolean => action.includes(type);

/** The saved properties, as users have them in their flows: a change breaks flows. */
const defaults: Record<NodeType, Record<string, object>> = {
  "vcenter-connection": {
    name: { value: "" },
    server: { value: "", required: true },
    tls: { value: "", type: "tls-config", required: false },
    proxy: { value: "", type: "http proxy", required: false },
    transferTls: { value: "", type: "tls-config", required: false },
    transferProxy: { value: "", type: "http proxy", required: false },
    fingerprints: { value: "" },
    hostMap: { value: "" },
    guestCredentialType: { value: "USERNAME_PASSWORD" },
    interactiveSession: { value: false },
    maxConcurrent: { value: 32 },
    maxConcurrentPerVm: { value: 1 },
    queueLimit: { value: 10000 },
    queueTimeout: { value: 600 },
    timeout: { value: 60, required: true },
    maxAttempts: { value: 5 },
    waitForTools: { value: 0 },
  },
  "vcenter-guest-login": {
    name: { value: "", required: true },
    connection: { value: "", type: "vcenter-connection", required: true },
    guestCredentialType: { value: "USERNAME_PASSWORD" },
    interactiveSession: { value: false },
  },
  "vcenter-guest-temp-file": {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "payload.vm" },
    vmType: { value: "msg" },
    login: { value: "payload.guest_login" },
    loginType: { value: "msg" },
    kind: { value: "file" },
    prefix: { value: "payload.prefix" },
    prefixType: { value: "msg" },
    suffix: { value: "payload.suffix" },
    suffixType: { value: "msg" },
    parentPath: { value: "payload.parent_path" },
    parentPathType: { value: "msg" },
    removal: { value: "manual" },
    lifetime: { value: "60" },
    lifetimeType: { value: "num" },
    timeout: { value: "" },
    timeoutType: { value: "num" },
  },
  "vcenter-guest-upload": {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "guest.vm" },
    vmType: { value: "msg" },
    login: { value: "guest.login" },
    loginType: { value: "msg" },
    path: { value: "guest.path" },
    pathType: { value: "msg" },
    from: { value: "message" },
    source: { value: "content" },
    sourceType: { value: "msg" },
    filename: { value: "filename" },
    filenameType: { value: "msg" },
    overwrite: { value: true },
    atomic: { value: false },
    permissions: { value: "0600" },
    permissionsType: { value: "str" },
    ownerId: { value: "" },
    ownerIdType: { value: "num" },
    groupId: { value: "" },
    groupIdType: { value: "num" },
    hidden: { value: false },
    readOnly: { value: false },
    createParents: { value: false },
    verify: { value: true },
    timeout: { value: "" },
    timeoutType: { value: "num" },
  },
  "vcenter-guest-download": {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "guest.vm" },
    vmType: { value: "msg" },
    login: { value: "guest.login" },
    loginType: { value: "msg" },
    path: { value: "guest.path" },
    pathType: { value: "msg" },
    to: { value: "buffer" },
    filename: { value: "filename" },
    filenameType: { value: "msg" },
    encoding: { value: "utf-8" },
    sizeLimit: { value: 64 },
    timeout: { value: "" },
    timeoutType: { value: "num" },
  },
  "vcenter-guest-files": {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "guest.vm" },
    vmType: { value: "msg" },
    login: { value: "guest.login" },
    loginType: { value: "msg" },
    operation: { value: "list" },
    path: { value: "guest.path" },
    pathType: { value: "msg" },
    newPath: { value: "payload.new_path" },
    newPathType: { value: "msg" },
    pattern: { value: "" },
    patternType: { value: "str" },
    recursive: { value: false },
    parents: { value: false },
    overwrite: { value: false },
    permissions: { value: "" },
    permissionsType: { value: "str" },
    ownerId: { value: "" },
    ownerIdType: { value: "num" },
    groupId: { value: "" },
    groupIdType: { value: "num" },
    hidden: { value: "" },
    readOnly: { value: "" },
    timeout: { value: "" },
    timeoutType: { value: "num" },
  },
  "vcenter-guest-run": {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true },
    version: { value: 1 },
    vmBy: { value: "id" },
    vm: { value: "guest.vm" },
    vmType: { value: "msg" },
    login: { value: "guest.login" },
    loginType: { value: "msg" },
    program: { value: "payload.program" },
    programType: { value: "msg" },
    args: { value: "payload.args" },
    argsType: { value: "msg" },
    workingDirectory: { value: "" },
    workingDirectoryType: { value: "str" },
    environment: { value: "{}" },
    environmentType: { value: "json" },
    wait: { value: true },
    collect: { value: true },
    encoding: { value: "utf-8" },
    sizeLimit: { value: 16 },
    failOnNonZero: { value: false },
    runTimeout: { value: 300 },
    timeout: { value: "" },
    timeoutType: { value: "num" },
  },
  "vcenter-vms": {
    name: { value: "" },
    connection: { value: "", type: "vcenter-connection", required: true },
    version: { value: 1 },
    names: { value: "payload.names" },
    namesType: { value: "msg" },
    powerState: { value: "any" },
    pattern: { value: "" },
    patternType: { value: "str" },
    folders: { value: "" },
    foldersType: { value: "str" },
    clusters: { value: "" },
    clustersType: { value: "str" },
    hosts: { value: "" },
    hostsType: { value: "str" },
    datacenters: { value: "" },
    datacentersType: { value: "str" },
    resourcePools: { value: "" },
    resourcePoolsType: { value: "str" },
    timeout: { value: "" },
    timeoutType: { value: "num" },
  },
};

const guestCredentials = { guestUsername: "text", guestPassword: "password", guestSamlToken: "password" };
const credentials: Record<NodeType, Record<string, string>> = {
  "vcenter-connection": { username: "text", password: "password", ...guestCredentials },
  "vcenter-guest-login": guestCredentials,
  "vcenter-guest-temp-file": {},
  "vcenter-guest-upload": {},
  "vcenter-guest-download": {},
  "vcenter-guest-files": {},
  "vcenter-guest-run": {},
  "vcenter-vms": {},
};

const vcenterFree = { _: (key: string) => key, validators: { typedInput: () => () => true } };
const definition = (type: NodeType) => runScript(type, vcenterFree, () => ({ val: () => undefined }));

describe("dialogs: what is saved", () => {
  for (const type of types) {
    it(`${type} saves exactly the documented properties with their defaults`, () => {
      const found = Object.entries(definition(type).defaults).map(([name, { value, type: refersTo, required }]) => [
        name,
        { value, ...(refersTo !== undefined && { type: refersTo }), ...(required !== undefined && { required }) },
      ]);
      assert.deepEqual(Object.fromEntries(found), defaults[type]);
    });

    it(`${type} keeps exactly the documented credentials apart from the flow`, () => {
      const found = Object.entries(definition(type).credentials ?? {}).map(([name, { type: kind }]) => [name, kind]);
      assert.deepEqual(Object.fromEntries(found), credentials[type]);
    });

    it(`${type} has a field for each of them and no other`, () => {
      const prefix = isAction(type) ? "node-input-" : "node-config-input-";
      const ids = [...readHtml(type).matchAll(/<(?:input|select|textarea)[^>]* id="([^"]+)"/g)].map((match) => match[1]!);
      const expected = [...Object.keys(defaults[type]), ...Object.keys(credentials[type])].filter((name) => name !== "version");
      assert.deepEqual(ids.sort(), expected.map((name) => prefix + name).sort());
    });
  }
});

describe("dialogs: what static readers see", () => {
  for (const type of types) {
    it(`${type} registers itself once, by a literal and an inline object`, () => {
      assert.match(readHtml(type), /<script type="text\/javascript">/);
      const [first, ...others] = registrations(readScript(type));
      assert.deepEqual(others, []);
      assert.deepEqual(first?.map((argument) => argument.type), ["Literal", "ObjectExpression"]);
      assert.equal(first[0]?.type === "Literal" && first[0].value, type);
    });

    it(`${type} has its defaults and credentials inline, with plain names`, () => {
      for (const name of isAction(type) ? ["defaults"] : ["defaults", "credentials"]) {
        const object = property(definitionTree(type), name);
        assert.equal(object?.type, "ObjectExpression");
        const expected = name === "defaults" ? defaults[type] : credentials[type];
        assert.deepEqual(entries(object).map(([key]) => key), Object.keys(expected));
      }
    });

    it(`${type} has literals where a reader needs them`, () => {
      const literals = isAction(type) ? ["category", "color", "icon", "inputs", "outputs"] : ["category"];
      for (const name of literals) {
        assert.equal(property(definitionTree(type), name)?.type, "Literal", name);
      }
    });

    it(`${type} keeps its script within 100 lines`, () => {
      assert.ok(readScript(type).trimEnd().split("\n").length <= 100);
    });
  }

  it("action nodes have one input, two outputs, the category and the colour of the package", () => {
    for (const type of action) {
      const { category, color, inputs, outputs, paletteLabel } = definition(type);
      assert.deepEqual({ category, color, inputs, outputs }, { category: "vCenter guest", color: "#3FADB5", inputs: 1, outputs: 2 });
      assert.doesNotMatch(category, /-/);
      assert.notEqual(paletteLabel, "");
    }
  });

  it("config nodes are config nodes, and a guest login that no node refers to is not called unused", () => {
    assert.equal(definition("vcenter-connection").category, "config");
    assert.equal(definition("vcenter-connection").hasUsers, undefined);
    assert.equal(definition("vcenter-guest-login").category, "config");
    assert.equal(definition("vcenter-guest-login").hasUsers, false);
  });
});

describe("dialogs: texts", () => {
  for (const type of types) {
    it(`${type} uses no key that the English catalogue lacks`, () => {
      const keys = [...keysInTemplate(type), ...keysInScript(type)];
      assert.ok(keys.length > 10);
      assert.deepEqual(keys.filter((key) => translate(key) === undefined), []);
    });

    it(`${type} has a catalogue below its own name`, () => {
      assert.deepEqual(Object.keys(readCatalogue(type)), [type]);
    });

    it(`${type} labels each field, with an icon`, () => {
      const rows = readHtml(type).match(/<div class="form-row[\s\S]*?<\/div>/g) ?? [];
      for (const row of rows) {
        const field = /<(?:input|select|textarea) [^>]*id="([^"]+)"/.exec(row)?.[1] ?? "none";
        assert.match(row, new RegExp(`<label for="${field}"[^>]*><i class="fa fa-[\\w-]+"></i> <span data-i18n=`));
      }
    });

    it(`${type} shows in each empty text field what belongs there`, () => {
      const fields = readHtml(type).match(/<(?:input type="(?:text|password)"|textarea) [^>]*>/g) ?? [];
      const references = Object.entries(defaults[type]).flatMap(([name, { type: refersTo }]: [string, { type?: string }]) =>
        refersTo === undefined ? [] : [name],
      );
      const texts = fields.filter((field) => !references.some((name) => field.includes(`-input-${name}"`)));
      assert.ok(texts.length >= 4);
      assert.deepEqual(texts.filter((field) => !field.includes('data-i18n="[placeholder]')), []);
    });
  }

  it("the code shows no status that the English catalogue lacks", () => {
    assert.deepEqual([...new Set(statusesInCode())].sort(), ["not-configured", "running", "waiting"]);
    for (const type of action) {
      const texts = statuses(type).map((status) => translate(`${packageName}/${type}:${type}.status.${status}`));
      assert.ok(!texts.includes(undefined), type);
    }
  });

  it("every text of the catalogues is used", () => {
    const used = new Set(types.flatMap((type) => [...keysInTemplate(type), ...keysInScript(type)]));
    for (const type of action) {
      statuses(type).forEach((status) => used.add(`${packageName}/${type}:${type}.status.${status}`));
    }
    const all = types.flatMap((type) => keysOf(readCatalogue(type)).map((key) => `${packageName}/${type}:${key}`));
    assert.deepEqual(all.filter((key) => !used.has(key)), []);
  });
});

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
    const sources = ["src/vcenter/explanations.ts", "src/vcenter/transfer-explanations.ts", "src/runtime/size-limit.ts", "src/runtime/limits.ts"];
    const named = sources.flatMap((file) => [...readText(file).matchAll(/['`][^'`\n]*(?<!\?\? )"([A-Z][\w .()]+)"/g)].map(([, label]) => label!));
    const texts = types.flatMap((type) => Object.entries((readCatalogue(type)[type] as Catalogue).label as Record<string, string>));
    const labels = texts.flatMap(([, label]) => [label, label.replace(/ \(s\)$/, "")]);
    assert.ok(named.length > 3, String(named));
    assert.deepEqual(named.filter((label) => !labels.includes(label)), []);
  });
});

describe("icons", () => {
  const icons = readdirSync(join(root, "icons"));

  it("each action node has one", () => {
    assert.deepEqual(action.map((type) => definition(type).icon).filter((icon) => !icons.includes(icon ?? "")), []);
  });

  for (const icon of icons) {
    it(`${icon} is white on nothing, 2:3, large enough, with a name of its own`, () => {
      const svg = readText("icons", icon);
      const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
      assert.ok(Number(width) >= 40 && Number(height) * 2 === Number(width) * 3);
      const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1]);
      assert.deepEqual([...new Set(colours)].sort(), ["#fff", "none"]);
      assert.match(icon, /^vcenter-[\w-]+\.svg$/);
    });
  }
});
