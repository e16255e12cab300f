import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { HostileLab } from "../support/hostile-lab";
import { HostileServer, type Misdeed } from "../support/hostile-server";
import { Lab, type Setup } from "../support/lab";
import { allEnded, frontSuite, manyVms, sendMany, tally } from "../support/load";
import { onOneNodeRed } from "../support/node-red";
import { ConnectProxy } from "../support/proxy";
import { CREATE_FILE, LOG_IN, SimulatorDriver } from "../support/simulator";

const UNREACHED = "RESOURCE_INACCESSIBLE network not_done";

/** After 5 failures in a row vCenter is away: it is asked for after 1 s, and not again within 2 s. One more for slowness. */
const MOST_CONNECTIONS = 5 + 2;

const overVms = (vms: readonly string[]) => {
  return (index: number): object => ({ payload: { vm: vms[index % vms.length] } });
};

/** 20 VMs that nobody has to know. */
const overSome = overVms(Array.from({ length: 20 }, (_, index) => `vm-${100 + index}`));

frontSuite("a connection that is refused", "both", (lab, front) => {
  it("is tried as often as may be, and nothing is done", async () => {
    await lab.load({ connection: { server: front().url, maxAttempts: 3 } });
    await front().switch("refuse");

    await sendMany(lab, 1);
    const { failed } = await allEnded(lab, 1);

    assert.deepEqual(tally(failed), { [UNREACHED]: 1 });
    assert.equal(front().refused.length, 3);
    await lab.assertNothingSent();
  });

  it("after the login fails none of 200 messages if vCenter is soon back, and nothing is done twice", async () => {
    const vms = await manyVms(lab, 40);
    await lab.load({ connection: { server: front().url, maxAttempts: 3 } });
    await lab.path();
    await front().switch("refuse");

    await sendMany(lab, 200, overVms(vms));
    await lab.counters(() => front().refused.length > 0);
    await front().switch("pass");
    await lab.red.arrivals("ok", 201);

    assert.equal(lab.red.arrived("failed").length, 0);
    const { calls, sessions } = await lab.simulator.counters();
    assert.deepEqual([calls[CREATE_FILE], calls[LOG_IN], sessions.open], [201, 1, 1]);
  });
});

const HANDSHAKES: Readonly<Record<string, Misdeed>> = {
  "reset at once": (socket) => socket.resetAndDestroy(),
  "reset when it has begun": afterHello((socket) => socket.resetAndDestroy()),
};

function afterHello(misdeed: Misdeed): Misdeed {
  return (socket) => {
    socket.once("data", () => {
      misdeed(socket);
    });
  };
}

/** Misbehaves at so many new connections. */
function spoilFirst({ server }: HostileLab, count: number, misdeed: Misdeed): void {
  let left = count;
  server.onConnection = (socket: Socket) => {
    left -= 1;
    if (left === 0) {
      server.onConnection = undefined;
    }
    misdeed(socket);
  };
}

/** On one Node-RED only: what is told here does not depend on it, and pauses take their time. */
describe("a TLS handshake", () => {
  let server: HostileServer;
  before(async () => {
    server = await HostileServer.start();
  });
  after(() => server.close());

  onOneNodeRed((red) => {
    const lab = new HostileLab(red, () => server, 20_000);
    beforeEach(() => {
      server.reset();
    });
    afterEach(() => {
      server.reset();
    });

    for (const [how, misdeed] of Object.entries(HANDSHAKES)) {
      it(`is tried as often as may be, and nothing is sent: ${how}`, async () => {
        await lab.load({ connection: { maxAttempts: 3 } });
        server.onConnection = misdeed;

        await sendMany(lab, 1);
        const { failed } = await allEnded(lab, 1);

        assert.deepEqual([tally(failed), failed[0]?.error?.cause.attempts], [{ [UNREACHED]: 1 }, 0]);
        assert.deepEqual([server.connections, server.asked.length], [3, 0]);
      });

      it(`is tried again with success: ${how}`, async () => {
        await lab.load({ connection: { maxAttempts: 3 } });
        spoilFirst(lab, 1, misdeed);

        await lab.path();

        assert.deepEqual([server.count("login"), server.count("create")], [1, 1]);
        // The one that failed, and at most one for each request.
        assert.ok(server.connections <= 1 + 2, `${server.connections} connections`);
      });

      it(`fails none of 100 messages if it fails four times, and nothing is done twice: ${how}`, async () => {
        await lab.load({ connection: { maxAttempts: 5, maxConcurrent: 4 } });
        await lab.path();
        server.hangUp();
        await server.until(() => server.open === 0);
        const before = server.connections;
        spoilFirst(lab, 4, misdeed);

        await sendMany(lab, 100, overSome);
        await red.arrivals("ok", 101);

        assert.equal(red.arrived("failed").length, 0);
        assert.deepEqual([server.count("login"), server.count("create")], [1, 101]);
        // A few for each of the requests that may be under way at once, and not one for each message.
        const connections = server.connections - before;
        assert.ok(connections <= 4 + 4 * 4, `${connections} connections`);
      });
    }

    it("ends 200 messages in time and with few connections if it always fails", async () => {
      await lab.load({ connection: { maxAttempts: 3, timeout: 1 } });
      server.onConnection = HANDSHAKES["reset when it has begun"];

      await sendMany(lab, 200, overSome);
      const { failed } = await allEnded(lab, 200);

      assert.deepEqual(tally(failed), { [UNREACHED]: 200 });
      assert.ok(server.connections <= MOST_CONNECTIONS, `${server.connections} connections`);
      assert.equal(server.asked.length, 0);
    });
  });
});

describe("a proxy that makes no tunnel", () => {
  let simulator: SimulatorDriver;
  let proxy: ConnectProxy;
  before(async () => {
    simulator = await SimulatorDriver.start();
  });
  after(() => simulator.close());

  onOneNodeRed((red) => {
    const lab = new Lab(red, () => simulator);
    beforeEach(async () => {
      await simulator.reset();
      proxy = await ConnectProxy.start();
    });
    afterEach(async () => {
      await red.unload();
      await proxy.close();
    });

    const through = (connection: Record<string, unknown>): Setup => ({
      connection: { ...connection, proxy: "proxy-1" },
      more: [{ id: "proxy-1", type: "http proxy", name: "", url: proxy.url, noproxy: [] }],
    });

    for (const manner of ["hang up", 502] as const) {
      it(`is asked as often as may be: ${manner}`, async () => {
        proxy.manner = manner;
        await lab.load(through({ maxAttempts: 3 }));

        await sendMany(lab, 1);
        const { failed } = await allEnded(lab, 1);

        assert.deepEqual(tally(failed), { [UNREACHED]: 1 });
        assert.deepEqual([proxy.connections, proxy.asked.length], [3, 3]);
        await lab.assertNothingSent();
      });

      it(`is asked again with success: ${manner}`, async () => {
        proxy.manner = manner;
        await lab.load(through({ maxAttempts: 3 }));

        await sendMany(lab, 1);
        await lab.counters(() => proxy.asked.length > 0);
        proxy.manner = "tunnel";
        const { ok } = await allEnded(lab, 1);

        assert.equal(ok.length, 1);
        const { calls } = await simulator.counters();
        assert.deepEqual([calls[CREATE_FILE], calls[LOG_IN]], [1, 1]);
        // The one that failed, and at most one for each request.
        assert.ok(proxy.connections <= 1 + 2, `${proxy.connections} connections`);
      });

      it(`is asked seldom for 200 messages: ${manner}`, async () => {
        proxy.manner = manner;
        await lab.load(through({ maxAttempts: 3, timeout: 1 }));

        await sendMany(lab, 200, overSome);
        const { failed } = await allEnded(lab, 200);

        assert.deepEqual(tally(failed), { [UNREACHED]: 200 });
        assert.ok(proxy.connections <= MOST_CONNECTIONS, `${proxy.connections} connections`);
        await lab.assertNothingSent();
      });
    }
  });
});
