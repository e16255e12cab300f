import assert from "node:assert/strict";
import type { FlowNode } from "../support/node-red";
import { TestRed } from "../support/node-red";
import { CREATE_DIRECTORY, CREATE_FILE, GET_SESSION, GUEST_OPERATIONS, LIST_VMS, LOG_IN, LOG_OUT, SimulatorDriver } from "../support/simulator";
import { type Canary, found } from "./canaries";
import { errorCredentials, errorFlow, type Login, NODE } from "./error-bench";
import { Witness } from "./witness";

/** What makes a text hard to take out of another: how it is written, or how little of it there is. */
const STYLES: Record<string, (name: string) => string> = {
  plain: (name) => `Canary${name}4c81`,
  "with quotes and backslashes": (name) => `"q'${name}\\n\\"Canary\`\\`,
  "with what URLs escape": (name) => ` ${name} %41%2f?a=b&c#Canary;+/ `,
  "in Unicode": (name) => `"пароль"-${name}-Canary-😀é\u2028`,
  "with half a character": (name) => `half\ud83d${name}Canary`,
  "of regular expressions": (name) => `(${name}.*|[Canary]+)$^{2}?`,
  "of digits": (name) => String(7_000_000_000 + [...Buffer.from(name)].reduce((sum, byte) => sum * 31 + byte, 7)),
  short: (name) => `${name.slice(0, 1)}9#Z`,
};

const NAMES = ["vcenter", "guest", "named", "saml", "hook"] as const;
type Secrets = Record<(typeof NAMES)[number], string>;

/** UTF-8 has no form for half a character. */
function asSent(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

/** How a server may write what it has been sent. */
const WRITINGS: ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `before${secret}after`,
  (secret) => JSON.stringify({ secret }),
  (secret) => JSON.stringify(secret).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  (secret) => encodeURIComponent(asSent(secret)),
  (secret) => encodeURIComponent(asSent(secret)).replace(/%../g, (code) => code.toLowerCase()),
  (secret) => new URLSearchParams({ secret }).toString(),
  (secret) => Buffer.from(secret).toString("base64"),
  (secret) => Buffer.from(secret).toString("base64url"),
];

for (const [style, secretOf] of Object.entries(STYLES)) {
  describe(`an echoed secret ${style}`, () => {
    const red = new TestRed("node-red");
    const secrets = Object.fromEntries(NAMES.map((name) => [name, secretOf(name)])) as Secrets;
    const logins: Login[] = [
      { name: "named", user: "worker", password: secrets.named },
      { name: "saml", user: "", token: secrets.saml },
      { name: "hooked", user: "worker", password: "not used" },
      { name: "wrong", user: "worker", password: "wrong" },
    ];
    let simulator: SimulatorDriver;
    let witness: Witness;
    let flow: FlowNode[];

    before(async () => {
      simulator = await SimulatorDriver.start({ http: true });
      await simulator.control("PUT", `/accounts/${encodeURIComponent(simulator.address.username)}`, { password: asSent(secrets.vcenter) });
      await red.start();
      const credentials = errorCredentials(simulator, logins);
      Object.assign(credentials["connection-1"]!, { password: secrets.vcenter, guestPassword: secrets.guest });
      const hook = ({ login }: { login: string }): object | undefined =>
        login === "hooked" ? { username: "worker", password: secrets.hook } : undefined;
      flow = errorFlow(simulator, logins);
      await red.load(flow, credentials, { vcenterConnectionGuestLogin: hook });
      witness = new Witness(red, flow);
    });
    after(async () => {
      witness.leave();
      await red.unload();
      await red.stop();
      await simulator.close();
    });

    /** All secrets, those included that only the simulator has seen: Basic headers, and tokens of sessions that live. */
    async function canaries(): Promise<Canary[]> {
      const requests = await simulator.requests();
      const tokens = (operation?: string): string[] =>
        requests.flatMap(({ headers, operation: its }) => (operation === undefined || its === operation ? [headers["vmware-api-session-id"] ?? ""] : []));
      const ended = new Set(tokens(LOG_OUT));
      const sent = [...tokens(), ...requests.map(({ headers }) => (headers.authorization ?? "").replace("Basic ", ""))];
      return [
        ...Object.entries(secrets).map(([name, secret]) => ({ name, secret })),
        ...[...new Set(sent)].filter((secret) => secret !== "" && !ended.has(secret)).map((secret) => ({ name: `sent ${secret}`, secret })),
      ];
    }

    async function assertSecret(): Promise<string> {
      const { faults } = (await simulator.control("GET", "/state")) as { faults: unknown[] };
      assert.deepEqual(faults, [], "the server has echoed");
      const news = witness.news();
      assert.deepEqual(found(news, await canaries()), []);
      return news;
    }

    async function assertShownWithout(): Promise<void> {
      assert.match(await assertSecret(), /The request was: •••/);
    }

    const fail = async (node: string, payload: object): Promise<void> => {
      const { out } = await red.ask(node, { payload }, "ok", "failed");
      assert.equal(out, "failed");
    };

    it("by the login", async () => {
      await simulator.fault({ kind: "echo", operation: LOG_IN });
      await fail(NODE.file, { vm: "vm-42" });
      await assertShownWithout();
    });

    it("by the list of VMs", async () => {
      await simulator.fault({ kind: "echo", operation: LIST_VMS });
      await fail(NODE.byName, { vm: "edge-01" });
      await assertShownWithout();
    });

    if (style === "plain") {
      it("in the nodes and what can be reached from them", async () => {
        assert.deepEqual(found(witness.nodes(), await canaries()), []);
      });
    }

    for (const login of [undefined, "named", "saml", "hooked"]) {
      for (const [node, operation] of [[NODE.file, CREATE_FILE], [NODE.directory, CREATE_DIRECTORY]] as const) {
        it(`by ${operation}, login ${login ?? "of the connection"}`, async () => {
          await simulator.fault({ kind: "echo", operation });
          await fail(node, { vm: "vm-42", guest_login: login });
          await assertShownWithout();
        });
      }
    }

    it("by the question about Tools", async () => {
      await simulator.vm("vm-43", { tools: "not_running" });
      await simulator.fault({ kind: "echo", operation: GUEST_OPERATIONS });
      await fail(NODE.file, { vm: "vm-43" });
      await assertSecret();
    });

    it("by the question about the session", async () => {
      await simulator.fault({ kind: "echo", operation: GET_SESSION });
      await fail(NODE.file, { vm: "vm-42", guest_login: "wrong" });
      await assertSecret();
    });

    it("in every writing, in texts, ids, arguments, keys, values and numbers", async () => {
      const known = await canaries();
      for (const { name, secret } of known) {
        const texts = WRITINGS.map((write) => write(secret));
        await simulator.fault({
          kind: "error",
          operation: CREATE_FILE,
          error_type: secret,
          messages: texts.map((text) => ({ id: text, default_message: text, args: [text], more: text })),
          data: { texts, nested: [{ [secret]: secret }], number: Number(secret), deep: { deep: { deep: { text: secret } } } },
        });
        await fail(NODE.file, { vm: "vm-42", guest_login: ["named", "saml", "hook"].includes(name) ? name.replace("hook", "hooked") : undefined });
        assert.deepEqual(found(witness.news(), [{ name, secret }]), []);
      }
    });

    it("by the logout", async () => {
      await red.ask(NODE.file, { payload: { vm: "vm-42" } }, "ok", "failed");
      await simulator.fault({ kind: "echo", operation: LOG_OUT });
      await red.helper.clearFlows();
      await assertSecret();
    });
  });
}
