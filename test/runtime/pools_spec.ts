import assert from "node:assert/strict";
import sinon from "sinon";
import { Job } from "../../src/guest/job";
import { type Access, type Member, type Membership, Pools } from "../../src/runtime/pools";
import { parseServer } from "../../src/vcenter/server-address";

const ACCESS: Access = {
  server: parseServer("vcenter.example.com"),
  tls: { ca: "ca", key: "Secret-Key", passphrase: "Secret-Phrase" },
  proxy: { url: "http://proxy.example.com:3128", login: "Basic Secret-Login", secrets: ["Secret-Login"] },
  fingerprints: [],
  login: { username: "administrator", password: "Secret-Password" },
};
const PATIENCE = { queueTimeout: Infinity, timeout: 1_000 };

function member(maxConcurrent = 32, maxConcurrentPerVm = 1): Member {
  return { limits: { maxConcurrent, maxConcurrentPerVm }, secrets: () => [], sending: () => undefined };
}

describe("shared pools", () => {
  let pools: Pools;
  const memberships: Membership[] = [];
  beforeEach(() => {
    pools = new Pools();
  });
  afterEach(async () => {
    await Promise.all(memberships.splice(0).map((membership) => membership.leave()));
  });

  function join(access: Partial<Access> = {}, who = member()): Membership {
    const membership = pools.join({ ...ACCESS, ...access }, who);
    memberships.push(membership);
    return membership;
  }

  it("are one for connections that agree on the access", () => {
    const same: Access = {
      ...structuredClone({ tls: ACCESS.tls, proxy: ACCESS.proxy, fingerprints: ACCESS.fingerprints, login: ACCESS.login }),
      server: parseServer("https://VCENTER.example.com:443"),
    };
    assert.equal(join().pool, join(same).pool);
  });

  const OTHERS: readonly (readonly [title: string, access: Partial<Access>])[] = [
    ["server", { server: parseServer("vcenter2.example.com") }],
    ["certificate", { fingerprints: ["AB:CD"] }],
    ["port", { server: parseServer("vcenter.example.com:8443") }],
    ["user", { login: { ...ACCESS.login, username: "operator" } }],
    ["password", { login: { ...ACCESS.login, password: "other" } }],
    ["CA", { tls: { ...ACCESS.tls, ca: "other" } }],
    ["check of the certificate", { tls: { ...ACCESS.tls, rejectUnauthorized: false } }],
    ["client key", { tls: { ...ACCESS.tls, key: "other" } }],
    ["proxy", { proxy: { ...ACCESS.proxy!, url: "http://proxy2.example.com:3128" } }],
    ["login at the proxy", { proxy: { ...ACCESS.proxy!, login: "Basic other" } }],
    ["way without a proxy", { proxy: undefined }],
  ];
  for (const [title, access] of OTHERS) {
    it(`are others for another ${title}`, () => {
      assert.notEqual(join().pool, join(access).pool);
    });
  }

  it("do not take user and password for each other's end", () => {
    const one = join({ login: { username: "a", password: "bc" } });
    assert.notEqual(join({ login: { username: "ab", password: "c" } }).pool, one.pool);
  });

  it("are found by a key that holds no secret", () => {
    const set = sinon.spy(Map.prototype, "set");
    let keys: unknown[];
    try {
      join();
      keys = set.args.filter(([, value]) => (value as object).constructor.name === "SharedPool").map(([key]) => key as unknown);
    } finally {
      set.restore();
    }
    assert.equal(keys.length, 1);
    assert.doesNotMatch(keys.join(" "), /Secret|administrator|vcenter/);
  });

  /** How many VMs have the turn, of two jobs for each of five. */
  function turnsOf({ pool }: Membership): number {
    const given = Array.from({ length: 10 }, (_, index) => pool.turns.turn(new Job(), `vm-${index % 5}`, PATIENCE));
    return given.length - pool.turns.waiting;
  }

  it("have the smallest limits among their connections", () => {
    join({}, member(3, 9));
    assert.equal(turnsOf(join({}, member(9, 1))), 3);
    pools = new Pools();
    join({}, member(9, 9));
    assert.equal(turnsOf(join({}, member(9, 1))), 5);
  });

  it("let more in when the connection with the smallest limit leaves", async () => {
    const small = join({}, member(1));
    const large = join({}, member(4));
    const job = new Job();
    void large.pool.during(job, () => job.pause(60_000)).catch(() => undefined);
    assert.equal(turnsOf(large), 1);
    await small.leave();
    assert.equal(large.pool.turns.waiting, 10 - 4);
    job.end("CLOSED");
  });

  it("end with their last connection, and the next one gets a new one", async () => {
    const [one, other] = [join(), join()];
    const close = sinon.spy(one.pool, "close");
    await one.leave();
    sinon.assert.notCalled(close);
    assert.equal(join().pool, one.pool);
    await memberships.pop()?.leave();
    const end = other.leave();
    sinon.assert.calledOnce(close);
    assert.notEqual(join().pool, one.pool);
    await end;
    memberships.splice(0, 2);
  });

  it("wait for their end", async () => {
    const membership = join();
    const { pool } = membership;
    const job = new Job();
    job.phase = "running";
    const order: string[] = [];
    let finish: () => void = () => undefined;
    const work = new Promise<void>((resolve) => (finish = resolve));
    void pool.during(job, () => job.until(work)).then(() => order.push("job"));
    const left = membership.leave().then(() => order.push("left"));
    await new Promise(setImmediate);
    finish();
    await left;
    assert.deepEqual(order, ["job", "left"]);
    memberships.pop();
  });
});
