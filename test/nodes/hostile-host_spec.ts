import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../support/loopback-certificate";
import { rise, UNSEEN } from "../support/hostile-lab";
import { BROKEN, drips, EMPTY_FLOODS, floods, FLOODS, says, SENSELESS, SILENCES } from "../support/hostile-misdeeds";
import { answer, HostileServer, type Misdeed, USUAL } from "../support/hostile-server";
import { Lab } from "../support/lab";
import { type Msg, onOneNodeRed } from "../support/node-red";
import { SimulatorDriver } from "../support/simulator";
import { at, TransferLab } from "../support/transfers";

const MIB = 1024 * 1024;
const MOST_BYTES = 64 * MIB;
const TIMEOUT_MS = 800;

/** More than the timeout, for a machine that is busy. */
const SLACK_MS = 4_000;

/** What the host gives when it does nothing bad, as long as the file in the guest. */
const CONTENT = USUAL.rest.slice(USUAL.rest.indexOf("\r\n\r\n") + 4);

const ERROR_500 = "HTTP/1.1 500 Whatever\r\nContent-Type: text/html\r\n";
const TOKEN = "TokenOfAHostileHost77";

/** Answers of 500 that do not end. */
const BAD_ERRORS: Readonly<Record<string, Misdeed>> = {
  "an error that never ends": floods(`${ERROR_500}\r\n`, "<p>"),
  "an error that announces 1 TB": floods(`${ERROR_500}Content-Length: 1000000000000\r\n\r\n`, "<p>"),
  "an error that repeats the URL": says(answer(500, `<html>/guestFile?id=1&token=${TOKEN}\u001b[2J</html>`, { "Content-Type": "text/html" })),
};
const SLOW_ERRORS: Readonly<Record<string, Misdeed>> = {
  "an error that drips": drips(`${ERROR_500}Content-Length: 60000\r\n\r\n`, "x"),
  "an error whose chunks drip": drips(`${ERROR_500}Transfer-Encoding: chunked\r\n\r\n`, "1\r\nx\r\n"),
};

type Node = "up-1" | "down-1";
const NODES: readonly Node[] = ["up-1", "down-1"];

describe("an ESXi host that is hostile", () => {
  let simulator: SimulatorDriver;
  let server: HostileServer;
  before(async () => {
    simulator = await SimulatorDriver.start();
    server = await HostileServer.start();
  });
  beforeEach(async () => {
    server.reset();
    await simulator.reset();
    await simulator.putContent("vm-42", "/tmp/x", CONTENT);
    const { port } = new URL(server.address.url);
    await simulator.fault({ kind: "transfer_url", url: `https://127.0.0.1:${port}/guestFile?id={id}&token=${TOKEN}`, times: null });
  });
  after(async () => {
    await simulator.close();
    await server.close();
  });

  onOneNodeRed((red) => {
    const lab = new Lab(red, () => simulator);
    const flow = new TransferLab(lab);
    afterEach(() => {
      server.reset();
    });

    async function load(down: object = {}): Promise<void> {
      const patience = { timeout: "patience", timeoutType: "msg" };
      const tls = { id: "tls-2", type: "tls-config", name: "", cert: "", key: "", ca: server.address.ca, verifyservercert: true, servername: "", alpnprotocol: "" };
      await flow.load({
        connection: { maxAttempts: 1, timeout: TIMEOUT_MS / 1000, transferTls: "tls-2" },
        up: { ...patience, verify: false },
        down: { ...patience, ...down },
        more: [tls],
      });
      // The session stands, so that the time is that of the host.
      await red.ask("up-1", at("/tmp/x", { content: "1", patience: 10 }), "ok");
    }

    /** The one error of a message, within the time limit; no secret, no control character. */
    async function failure(node: Node, more: object = {}): Promise<NonNullable<Msg["error"]>> {
      const began = performance.now();
      const error = await flow.failure(node, at("/tmp/x", { content: CONTENT, ...more }));
      const ms = performance.now() - began;
      assert.ok(ms < TIMEOUT_MS + SLACK_MS, `took ${ms} ms`);
      assert.equal(red.arrived("failed").length, 1);
      assert.doesNotMatch(error.message, UNSEEN);
      assert.ok(!JSON.stringify(error).includes(TOKEN), error.message);
      assert.match(error.message, /^(Could not|The file) .+\.$/);
      return error;
    }

    /** The next message works, and no socket is left. */
    async function assertNextWorks(node: Node): Promise<void> {
      server.forgive();
      await red.ask(node, at("/tmp/x", { content: CONTENT, patience: 10 }), "ok");
      await server.until(() => server.open === 0);
    }

    const facts = ({ code, cause }: NonNullable<Msg["error"]>): unknown[] => [code, cause.subject, cause.outcome, cause.attempts];
    const doubt = (node: Node): string => (node === "up-1" ? "unknown" : "not_done");

    function each(misdeeds: Readonly<Record<string, Misdeed>>, nodes: readonly Node[], code: string, subject: string): void {
      for (const [what, misdeed] of Object.entries(misdeeds)) {
        for (const node of nodes) {
          it(`with ${what} gives one error in bounded memory: ${node}`, async () => {
            await load();
            server.spoil("rest", misdeed);
            const rose = await rise(async () => {
              assert.deepEqual(facts(await failure(node)), [code, subject, doubt(node), 1]);
              await assertNextWorks(node);
            });
            assert.ok(rose < MOST_BYTES, `${rose} bytes`);
          });
        }
      }
    }

    const { "headers without end": headers, "one header without end": header, ...bodies } = FLOODS;
    each({ "headers without end": headers!, "one header without end": header! }, NODES, "ERROR", "server");
    each(EMPTY_FLOODS, NODES, "TIMED_OUT", "server");
    each(BAD_ERRORS, NODES, "ERROR", "server");
    each(SLOW_ERRORS, NODES, "TIMED_OUT", "server");
    const { "no answer": silence, "half of the headers": half, "headers that drip": dripping } = SILENCES;
    each({ "no answer": silence!, "half of the headers": half!, "headers that drip": dripping! }, NODES, "TIMED_OUT", "server");
    each({ "a length that is never reached": SILENCES["a length that is never reached"]! }, ["down-1"], "TIMED_OUT", "server");
    // Of an upload they are a success, as long as the status has come: what follows it says nothing.
    const { "half of a body and a close": body, "half of a chunk and a close": chunk, ...broken } = BROKEN;
    each(broken, NODES, "RESOURCE_INACCESSIBLE", "network");
    each({ "half of a body and a close": body!, "half of a chunk and a close": chunk! }, ["down-1"], "RESOURCE_INACCESSIBLE", "network");
    each({ "bytes of another protocol": SENSELESS["bytes of another protocol"]! }, NODES, "ERROR", "server");

    for (const [what, misdeed] of Object.entries(bodies)) {
      it(`with ${what} gives no more than the file has, in memory or on the disk`, async () => {
        const folder = mkdtempSync(join(tmpdir(), "vcenter-guest-"));
        try {
          for (const down of [{ to: "buffer", sizeLimit: 1 }, { to: "text", sizeLimit: 1 / 1024 }, { to: "file" }]) {
            await load(down);
            server.spoil("rest", misdeed);
            const rose = await rise(async () => {
              const { code, cause } = await failure("down-1", { filename: join(folder, "y") });
              assert.ok(["ERROR", "INVALID_ARGUMENT"].includes(code), code);
              assert.equal(cause.outcome, "not_done");
            });
            assert.ok(rose < MOST_BYTES, `${rose} bytes`);
            assert.deepEqual(readdirSync(folder), []);
            await server.until(() => server.open === 0);
            server.forgive();
          }
        } finally {
          rmSync(folder, { recursive: true });
        }
      });
    }

    for (const node of NODES) {
      it(`that never answers TLS gives one error: ${node}`, async () => {
        await load();
        // Who does not read does not see the other end go.
        server.onConnection = (socket) => socket.resume();
        assert.deepEqual(facts(await failure(node)), ["TIMED_OUT", "server", "not_done", 1]);
        // undici ends a connection that does not come about after its own 10 s; here they would be waited for.
        server.hangUp();
        await assertNextWorks(node);
      });

      it(`that shows another certificate in mid-life is sent nothing: ${node}`, async () => {
        await load();
        const { length } = server.asked;
        server.show(await makeCertificate());
        assert.deepEqual(facts(await failure(node)), ["UNVERIFIED_PEER", "certificate", "not_done", 1]);
        assert.equal(server.asked.length, length);
        server.show(server.certificate);
        await assertNextWorks(node);
      });
    }
  });
});
