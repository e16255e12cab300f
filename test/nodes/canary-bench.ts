import assert from "node:assert/strict";
import { type FlowNode, type Msg, TestRed } from "../support/node-red";
import { SimulatorDriver } from "../support/simulator";
import { type Canary, found } from "./canaries";
import { closeNodes, errorCredentials, errorFlow, type Login, NODE, UNWIRED } from "./error-bench";
import { Witness } from "./witness";

/** Secrets that are hard to take out of a text. */
const SECRETS = {
  vcenter: 'CanaryVcenter41"\\é %2F',
  guest: "CanaryGuest52'\n<&>",
  named: "CanaryNamed63$&+/=",
  saml: "CanarySaml74😀(.*)",
  hook: "CanaryHook85{}\u2028",
} as const;

const LOGINS: readonly Login[] = [
  { name: "named", user: "named", password: SECRETS.named },
  { name: "saml", user: "", token: SECRETS.saml },
  { name: "hooked", user: "worker", password: "not used" },
];

/** The guest logins that a message can ask for; `undefined`: that of the connection. */
export const LOGIN_NAMES = [undefined, ...LOGINS.map(({ name }) => name)] as const;

/** What the simulator repeats, and how it answers. */
export interface Echo {
  readonly operation: string;
  readonly status: number;
  readonly error_type: string;
  /** The guest login of the calls: only they know the secret that settings.js gives. */
  readonly login?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly times?: number | null;
  readonly vm?: string;
  /** The names of what it repeats; all, when left out. */
  readonly only?: readonly string[];
}

/** A runtime all of whose secrets are canaries, at a vCenter that repeats them. */
export class CanaryBench {
  readonly red = new TestRed("node-red");
  #simulator: SimulatorDriver | undefined;
  #witness: Witness | undefined;
  readonly #more: Canary[] = [];
  readonly secrets = SECRETS;
  flow: readonly FlowNode[] = [];

  get simulator(): SimulatorDriver {
    return this.#simulator!;
  }

  get witness(): Witness {
    return this.#witness!;
  }

  async start(): Promise<void> {
    this.#simulator = await SimulatorDriver.start({ http: true });
    await this.red.start();
  }

  async stop(): Promise<void> {
    await this.red.stop();
    await this.simulator.close();
  }

  /** @param nodes further ones, with their credentials; {@link learn} tells of their secrets */
  async load(
    connection: Record<string, unknown>,
    nodes: readonly FlowNode[] = [],
    credentials: Record<string, Record<string, string>> = {},
    settings: object = {},
  ): Promise<void> {
    await this.#prepare();
    const own = errorCredentials(this.simulator, LOGINS);
    Object.assign(own["connection-1"]!, { password: SECRETS.vcenter, guestPassword: SECRETS.guest });
    this.flow = [...errorFlow(this.simulator, LOGINS, { connection }), UNWIRED, ...nodes];
    const hook = ({ login }: { login?: string }): object | undefined =>
      login === "hooked" ? { username: "hooked", password: SECRETS.hook } : undefined;
    await this.red.load([...this.flow], { ...own, ...credentials }, { vcenterConnectionGuestLogin: hook, ...settings });
    this.#witness = new Witness(this.red, this.flow);
  }

  /** Closes all nodes. */
  close(): Promise<void> {
    return closeNodes(this.red, this.simulator);
  }

  /** Nothing of the end shows a secret either. */
  async unload(): Promise<void> {
    await this.close();
    const shown = this.witness.news();
    this.witness.leave();
    assert.deepEqual(found(shown, await this.canaries()), []);
    this.#more.length = 0;
    await this.red.unload();
  }

  /** A secret that the test itself brings along. */
  learn(name: string, secret: string): void {
    this.#more.push({ name, secret });
  }

  /** All secrets, the session tokens included that the simulator has seen. */
  async canaries(): Promise<Canary[]> {
    const tokens = new Set((await this.simulator.requests()).map(({ headers }) => headers["vmware-api-session-id"] ?? ""));
    tokens.delete("");
    const basic = Buffer.from(`${this.simulator.address.username}:${SECRETS.vcenter}`, "utf8").toString("base64");
    return [
      ...Object.entries({ ...SECRETS, basic }).map(([name, secret]) => ({ name, secret })),
      ...this.#more,
      ...[...tokens].map((secret) => ({ name: `token ${secret}`, secret })),
    ];
  }

  /** From now on the operation is answered by an error that holds every secret which vCenter has seen. */
  async echo({ operation, status, error_type, login, headers = {}, times = 1, vm, only }: Echo): Promise<void> {
    const all = await this.canaries();
    const known = all.filter(({ name }) => only?.includes(name) ?? (name !== "hook" || login === "hooked"));
    const messages = known.map(({ secret }) => {
      const text = `The request was: ${secret} ${JSON.stringify(secret)} ${encodeURIComponent(secret)}`;
      return { id: text, default_message: text, args: [secret] };
    });
    const body = JSON.stringify({ error_type, messages, data: { texts: known.map(({ secret }) => secret) } });
    assert.deepEqual(found(body, known).length, known.length, "it repeats them");
    const answer = { status, headers: { "content-type": "application/json", ...headers }, body };
    await this.simulator.fault({ kind: "answer", operation, times, ...(vm !== undefined && { vm }), ...answer });
  }

  /** What comes of a message whose output 2 is wired. */
  async ask(payload: object, node: string = NODE.file): Promise<{ out: string; msg: Msg }> {
    return this.red.ask(node, { payload }, "ok", "failed");
  }

  /** The errors of the same message at a node with output 2 wired, and then at one without. */
  async fail(payload: object, node?: string): Promise<NonNullable<Msg["error"]>[]> {
    const { out, msg } = await this.ask(payload, node);
    assert.equal(out, "failed");
    const ended = this.red.ended(UNWIRED.id).length;
    this.red.send(UNWIRED.id, { payload });
    const { error } = (await this.red.endings(UNWIRED.id, ended + 1))[ended]!;
    assert.ok(msg.error && error);
    const { message, code, cause } = error;
    return [msg.error, { message, code, cause, source: msg.error.source }];
  }

  /** @param isShown whether a text of the server, without the secrets, is among what was shown */
  async assertSecret(isShown = true): Promise<void> {
    const news = this.witness.news();
    const all = await this.canaries();
    assert.deepEqual(found(news, all), []);
    assert.deepEqual(found(this.witness.own(), all), [], "in the nodes");
    const { text } = await this.red.helper.request().get("/vcenter-guest/operations").expect(200);
    assert.deepEqual(found(text, all), [], "in the operations view");
    assert.ok(!text.includes(this.simulator.address.username), "no user name in the operations view");
    assert.equal(news.includes("The request was: •••"), isShown, news.slice(0, 2000));
  }

  async called(operation: string, times: number): Promise<void> {
    while ((await this.simulator.calls(operation)) < times) {
      // It is on its way.
    }
  }

  async #prepare(): Promise<void> {
    const { simulator } = this;
    await simulator.reset();
    await simulator.control("PUT", `/accounts/${encodeURIComponent(simulator.address.username)}`, { password: SECRETS.vcenter });
    for (const { vm } of simulator.address.vms) {
      const writable = ["/tmp", "C:\\Windows\\Temp"];
      await simulator.user(vm, "worker", { password: SECRETS.guest });
      await simulator.user(vm, "named", { password: SECRETS.named, writable });
      await simulator.user(vm, "saml", { password: "", saml_token: SECRETS.saml, writable });
      await simulator.user(vm, "hooked", { password: SECRETS.hook, writable });
    }
  }
}

/** A suite in a runtime whose secrets are canaries; each test loads a flow, which is unloaded after it. */
export function canarySuite(title: string, suite: (bench: CanaryBench) => void): void {
  describe(title, () => {
    const bench = new CanaryBench();
    before(() => bench.start());
    suite(bench);
    afterEach(() => bench.unload());
    after(() => bench.stop());
  });
}

/** The facts of errors that tests look at. */
export function kinds(errors: readonly (Pick<NonNullable<Msg["error"]>, "code" | "cause"> | undefined)[]): string[] {
  return errors.map((error) => `${String(error?.code)} ${String(error?.cause.subject)} ${String(error?.cause.outcome)}`);
}
