import assert from "node:assert/strict";
import { MockAgent } from "undici";
import { type Client, createClient, type GuestCredentials } from "../../src/vcenter/client";
import { VCenterError } from "../../src/vcenter/error";
import { Flight } from "../../src/vcenter/flight";
import { parseServer } from "../../src/vcenter/server-address";

/** A request as it reached the dispatcher. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  /** A text is sent as it is if it begins like html, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** It comes when this has settled. */
  readonly after?: Promise<unknown>;
}

export const USERNAME = "administrator@vsphere.local";
export const PASSWORD = "vc-pässword:1";
export const BASIC = Buffer.from(`${USERNAME}:${PASSWORD}`, "utf8").toString("base64");
export const GUEST: GuestCredentials = {
  interactive_session: false,
  type: "USERNAME_PASSWORD",
  user_name: "worker",
  password: "guest-password-1",
};
export const BODY = { credentials: GUEST, prefix: "nr-", suffix: ".txt" } as const;

const REFUSAL = { error_type: "UNAUTHENTICATED", messages: [] };

/** A 401 that does not say what it means. */
export const UNAUTHENTICATED: Reply = { status: 401, body: REFUSAL };

/** A vCenter made of undici's MockAgent, and a client for it. */
export class MockVCenter {
  readonly sent: Sent[] = [];
  /** What it answers; a test changes it. */
  answer: (request: Sent) => Reply = () => ({ status: 200, body: "/tmp/nr-vmware1.txt" });
  /** What it answers on `/api/session`. */
  session: (request: Sent) => Reply = ({ method }) =>
    method === "POST"
      ? { status: 201, body: `token-${this.of("POST", "/api/session").length}` }
      : { status: method === "GET" ? 200 : 204 };
  readonly agent = new MockAgent();
  readonly client: Client;

  constructor(secrets: readonly string[] = []) {
    this.agent.disableNetConnect();
    const server = parseServer("vc.example.com");
    this.#intercept(server.origin);
    this.client = createClient({ dispatcher: this.agent, server, username: USERNAME, password: PASSWORD, secrets: () => secrets });
  }

  /** The requests of a kind. */
  of(method: string, path: string): Sent[] {
    return this.sent.filter((request) => request.method === method && request.path === path);
  }

  /** All requests but those on `/api/session`. */
  get calls(): Sent[] {
    return this.sent.filter(({ path }) => path !== "/api/session");
  }

  create(change: { vm?: string; body?: object; flight?: Flight } = {}): Promise<string> {
    const { vm = "vm-42", body = {}, flight = new Flight() } = change;
    return this.client.createTemporary("file", vm, { ...BODY, ...body }, flight);
  }

  #intercept(origin: string): void {
    const any = (): boolean => true;
    const interceptor = this.agent.get(origin).intercept({ path: any, method: any });
    interceptor
      .reply(({ method, path, headers, body }) => {
        const request: Sent = {
          method,
          path,
          headers: headers as Record<string, string>,
          body: typeof body === "string" ? JSON.parse(body) : undefined,
        };
        this.sent.push(request);
        const reply = path === "/api/session" ? this.session(request) : this.answer(request);
        const data = textOf(reply.body);
        const { status, headers: more = {}, after } = reply;
        const later = after === undefined ? data : () => after.then(() => data);
        return { statusCode: status, data: later, responseOptions: { headers: more } };
      })
      .persist();
  }
}

function textOf(body: unknown): string {
  return typeof body === "string" && /^[<\s]/.test(body) ? body : body === undefined ? "" : JSON.stringify(body);
}

/** The error of a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<VCenterError> {
  const error = await call.then(
    (value) => assert.fail(`fulfilled: ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof VCenterError, String(error));
  return error;
}
