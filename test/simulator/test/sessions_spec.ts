import assert from "node:assert/strict";
import { CREATE_FILE, eventually, LINUX, refused, type Reply, useBench } from "./support";

describe("sessions", () => {
  const bench = useBench();
  const session = (): Promise<Reply> => bench().call("GET", "/session");

  it("begin with a login and say whose they are", async () => {
    const reply = await session();
    assert.equal(reply.status, 200);
    const { user, created_time, last_accessed_time } = reply.json as Record<string, string>;
    assert.equal(user, bench().simulator.address.username);
    assert.ok(Date.parse(created_time ?? "") <= Date.parse(last_accessed_time ?? ""));
  });

  it("end by logout", async () => {
    const reply = await bench().call("DELETE", "/session");
    assert.deepEqual([reply.status, reply.text], [204, ""]);
    refused(await session(), 401, "UNAUTHENTICATED");
    const { open, created, deleted } = (await bench().counters()).sessions;
    assert.deepEqual([open, created, deleted], [0, 1, 1]);
  });

  it("are needed: without or with an unknown token 401 with its own message id", async () => {
    const without = await bench().send("GET", "/api/vcenter/vm");
    const body = refused(without, 401, "UNAUTHENTICATED");
    assert.equal(body.messages[0]?.id, "com.vmware.vapi.endpoint.method.authentication.required");
    bench().token = "unknown";
    refused(await session(), 401, "UNAUTHENTICATED");
    refused(await bench().call("GET", `/vcenter/vm/${LINUX}/guest/operations`), 401, "UNAUTHENTICATED");
  });

  it("look dead like a refused guest login when the message id is null", async () => {
    await bench().settings({ message_id_dead_session: null });
    const refusedLogin = await bench().temporary(LINUX, { credentials: bench().credentials({ password: "wrong" }) });
    bench().token = "unknown";
    const dead = await bench().temporary(LINUX);
    assert.deepEqual(dead.json, refusedLogin.json);
    assert.equal(dead.status, refusedLogin.status);
  });

  it("carry the message id that is set", async () => {
    await bench().settings({ message_id_dead_session: "vapi.method.authentication.required" });
    bench().token = "unknown";
    assert.equal(refused(await session(), 401, "UNAUTHENTICATED").messages[0]?.id, "vapi.method.authentication.required");
  });

  it("die of idling", async () => {
    await bench().advance(1799);
    assert.equal((await session()).status, 200);
    await bench().advance(1799);
    assert.equal((await session()).status, 200, "access keeps it alive");
    await bench().advance(1800);
    refused(await session(), 401, "UNAUTHENTICATED");
    assert.equal((await bench().counters()).sessions.expired, 1);
  });

  it("die at their absolute end although they are used", async () => {
    await bench().settings({ session_idle_s: 1_000_000 });
    await bench().advance(86_399);
    assert.equal((await session()).status, 200);
    await bench().advance(1);
    refused(await session(), 401, "UNAUTHENTICATED");
  });

  it("go on with a call that is under way when they end", async () => {
    await bench().vm(LINUX, { latency_ms: 300 });
    const call = bench().temporary(LINUX);
    await eventually(() => bench().counters(), ({ calls }) => calls[CREATE_FILE] === 1);
    await bench().call("DELETE", "/session");
    refused(await session(), 401, "UNAUTHENTICATED");
    assert.equal((await call).status, 200);
  });

  it("are limited per user, 503 beyond", async () => {
    await bench().settings({ session_limit: 3 });
    await bench().login();
    await bench().login();
    const body = refused(await bench().tryLogin(), 503, "SERVICE_UNAVAILABLE");
    assert.equal(body.messages[0]?.id, "com.vmware.vapi.endpoint.failedToLoginMaxUserSessionCountReached");
    await bench().control("PUT", "/accounts/second@vsphere.local", { password: "other" });
    await bench().login("second@vsphere.local", "other");
    await bench().call("DELETE", "/session");
    await bench().login();
  });

  it("all end at once when the test says so", async () => {
    await bench().login();
    assert.deepEqual(await bench().control("DELETE", "/sessions"), { ended: 2 });
    refused(await session(), 401, "UNAUTHENTICATED");
  });
});

describe("vCenter logins", () => {
  const bench = useBench();
  const failTimes = async (times: number): Promise<void> => {
    for (let index = 0; index < times; index += 1) {
      refused(await bench().tryLogin(undefined, "wrong"), 401, "UNAUTHENTICATED");
    }
  };

  it("are refused for a wrong user, a wrong password and no header at all", async () => {
    refused(await bench().tryLogin("nobody@vsphere.local"), 401, "UNAUTHENTICATED");
    refused(await bench().tryLogin(undefined, "wrong"), 401, "UNAUTHENTICATED");
    refused(await bench().send("POST", "/api/session"), 401, "UNAUTHENTICATED");
    refused(
      await bench().send("POST", "/api/session", undefined, { authorization: "Bearer x" }),
      401,
      "UNAUTHENTICATED",
    );
    assert.equal((await bench().counters()).refused_logins, 4);
  });

  it("take user and password as UTF-8, with colons in the password, the user without case", async () => {
    await bench().control("PUT", "/accounts/j%C3%BCrgen@vsphere.local", { password: "pä:ss:wörd" });
    await bench().login("JÜRGEN@vsphere.local", "pä:ss:wörd");
  });

  it("lock the account after too many failures, for the right password too, and unlock by the clock", async () => {
    await failTimes(4);
    await bench().login();
    await failTimes(4);
    await bench().login();
    await failTimes(5);
    refused(await bench().tryLogin(), 401, "UNAUTHENTICATED");
    await bench().advance(299);
    refused(await bench().tryLogin(), 401, "UNAUTHENTICATED");
    await bench().advance(1);
    await bench().login();
  });

  it("forget failures that are older than the window", async () => {
    await failTimes(4);
    await bench().advance(180);
    await failTimes(1);
    await bench().login();
  });

  it("lock as the settings say", async () => {
    await bench().settings({ lockout: { failures: 1, unlock_s: 10 } });
    await failTimes(1);
    refused(await bench().tryLogin(), 401, "UNAUTHENTICATED");
    await bench().advance(10);
    await bench().login();
  });
});
