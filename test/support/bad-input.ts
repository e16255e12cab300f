import { type BadValue, NO_SECONDS, NO_VM, WRONG_TYPE } from "./bad-values";
import { usualCredentials } from "./flow";
import { Lab, type Setup } from "./lab";
import { type Credentials, type FlowNode, TestRed } from "./node-red";
import { assertRefused } from "./refused";
import { SimulatorDriver } from "./simulator";

type Changes = Readonly<Record<string, unknown>>;

/** What is wrong with one node, its connection or its message, and how the error speaks of it. */
export interface BadInput {
  readonly what: string;
  readonly says: RegExp;
  /** `message`, when left out. */
  readonly subject?: string;
  readonly node?: Changes;
  readonly connection?: Changes;
  /** Changed credentials of the connection. */
  readonly secrets?: Record<string, string>;
  /** The good message, when left out. */
  readonly msg?: object;
}

/** A node with what its dialog leaves, and a message that it would take. */
export interface GoodInput {
  readonly node: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly msg: object;
}

/** Rows for a typed property that has its value from `msg.value`. */
export function badValues(property: string, label: string, good: GoodInput, values: readonly BadValue[], node: Changes = {}): BadInput[] {
  return values.map(([what, value, why]) => ({
    what: `${label} ${what}`,
    says: new RegExp(`^The ${label} \\(msg\\.value\\) ${why.source}`),
    node: { ...node, [property]: "value", [`${property}Type`]: "msg" },
    msg: { ...good.msg, value },
  }));
}

/** Rows for checkboxes. */
export function badFlags(names: readonly string[], node: Changes = {}): BadInput[] {
  return names.flatMap((name) =>
    ["false", 0, {}, []].map((value) => ({
      what: `${name} ${typeof value} ${JSON.stringify(value)}`,
      subject: "configuration",
      says: new RegExp(`^The property ${name} of the node must be true or false`),
      node: { ...node, [name]: value },
    })),
  );
}

/** Rows for what is chosen from a list. */
export function badChoices(name: string, choices: string, node: Changes = {}): BadInput[] {
  return ["nonsense", " ", 1, true, {}, []].map((value) => ({
    what: `${name} ${typeof value} ${JSON.stringify(value)}`,
    subject: "configuration",
    says: new RegExp(`^The property ${name} of the node must be ${choices}, but is`),
    node: { ...node, [name]: value },
  }));
}

/** Rows for what every action node has. */
export function badTimeouts(good: GoodInput): BadInput[] {
  return badValues("timeout", "timeout", good, NO_SECONDS).map((row) => ({ ...row, subject: "configuration" }));
}

/** Rows for what every action node on a VM has. */
export function badPlaces(good: GoodInput): BadInput[] {
  const names = ["", " ", "nobody", "no\u0000body", "n".repeat(10_000)].map((value): BadValue => [JSON.stringify(value).slice(0, 20), value, /x/]);
  return [
    ...badValues("vm", "VM", good, NO_VM),
    ...badChoices("vmBy", "id or name", { vm: "vm-42", vmType: "str" }),
    ...badValues("login", "guest login", good, WRONG_TYPE),
    ...badValues("login", "guest login", good, names).map((row) => ({
      ...row,
      subject: "guest-login",
      says: /^The (name of the guest login is empty|connection has no guest login with the name ")/,
    })),
    ...badTimeouts(good),
    { what: "no connection", subject: "configuration", says: /^No connection is chosen/, node: { connection: "" } },
    { what: "a VM from an environment variable that is not set", says: /^The VM \(environment variable TEST_NEVER_SET\) is missing/, node: { vm: "TEST_NEVER_SET", vmType: "env" } },
    { what: "a VM by an expression that fails", says: /^The VM \(JSONata expression\) cannot be evaluated: no/, node: { vm: "$error('no')", vmType: "jsonata" } },
  ];
}

interface Refused {
  /** What all rows are. */
  readonly what?: string;
  /** Of Node-RED. */
  readonly settings?: () => object;
}

const MAJORS = [["4.1", "node-red"], ["5.0", "node-red-5"]] as const;

/**
 * Each row is one error, by which nothing is lost and nothing is sent. One flow has a node for each row; all in the older
 * Node-RED, and one of each subject in the newer.
 */
export function refusedSuite({ node, msg }: GoodInput, rows: readonly BadInput[], { what = "bad input", settings }: Refused = {}): void {
  describe(`${what} of ${node.type} is refused before anything is sent`, () => {
    for (const [version, packageName] of MAJORS) {
      describe(`on Node-RED ${version}`, () => {
        const ofEachSubject = [...new Map(rows.map((row) => [row.subject, row])).values()];
        const tested = version === "4.1" ? rows : ofEachSubject;
        const red = new TestRed(packageName);
        let simulator: SimulatorDriver;
        const lab = new Lab(red, () => simulator);
        /** What a row that failed has sent, and what came out of it, is not counted in the next one. */
        const startAnew = async (): Promise<void> => {
          await red.unload();
          await simulator.reset();
          await lab.load({ ...flowOf(lab, node, tested), settings: settings?.() ?? {} });
        };
        before(async () => {
          simulator = await SimulatorDriver.start({ http: true });
          await red.start();
          await startAnew();
        });
        afterEach(async function () {
          if (this.currentTest?.state === "failed") {
            await startAnew();
          }
        });
        after(async () => {
          await red.unload();
          await red.stop();
          await simulator.close();
        });

        for (const [index, row] of tested.entries()) {
          it(row.what, () => assertRefused(lab, `row-${index}`, { ...(row.msg ?? msg) }, row.subject ?? "message", row.says));
        }
      });
    }
  });
}

/** A node for each row, with a connection of its own where that is bad. */
function flowOf(lab: Lab, good: GoodInput["node"], rows: readonly BadInput[]): Setup {
  const connection = lab.flow().find(({ id }) => id === "connection-1")!;
  const credentials: Credentials = {};
  const more = rows.flatMap(({ node, connection: changes, secrets }, index): FlowNode[] => {
    const id = `row-${index}`;
    const own = changes === undefined && secrets === undefined ? undefined : `${id}-connection`;
    if (own !== undefined) {
      credentials[own] = usualCredentials(lab.simulator.address, secrets)["connection-1"]!;
    }
    return [
      ...(own === undefined ? [] : [{ ...connection, ...changes, id: own }]),
      { id, z: "tab-1", x: 100, y: 200, wires: [["ok"], ["failed"]], ...good, ...(own !== undefined && { connection: own }), ...node },
    ];
  });
  return { more, credentials };
}
