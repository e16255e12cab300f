import assert from "node:assert/strict";
import { LINUX, refused, type Reply, useBench, WINDOWS } from "./support";

describe("guest logins", () => {
  const bench = useBench();
  const loginAs = (change: Record<string, unknown>, vm = LINUX): Promise<Reply> =>
    bench().temporary(vm, { credentials: bench().credentials(change) });
  const wrong = (): Promise<Reply> => loginAs({ password: "wrong" });

  it("are counted, accepted and refused", async () => {
    await bench().temporary(LINUX);
    await wrong();
    await wrong();
    assert.deepEqual((await bench().counters()).guest_logins, { accepted: 1, refused: 2 });
  });

  it("lock the account after refusals in a row, if the settings say so", async () => {
    await bench().settings({ guest_lockout: { failures: 3 } });
    await wrong();
    await wrong();
    assert.equal((await bench().temporary(LINUX)).status, 200, "a success starts the count anew");
    await wrong();
    await wrong();
    assert.equal((await bench().temporary(LINUX)).status, 200, "and so does the next");
    await wrong();
    await wrong();
    await wrong();
    refused(await bench().temporary(LINUX), 401, "UNAUTHENTICATED");
    assert.equal((await bench().temporary("vm-43")).status, 200, "each guest has its own accounts");
    await bench().user(LINUX, "worker", { locked: false });
    assert.equal((await bench().temporary(LINUX)).status, 200);
  });

  it("never lock an account by default", async () => {
    for (let index = 0; index < 20; index += 1) {
      await wrong();
    }
    assert.equal((await bench().temporary(LINUX)).status, 200);
  });

  it("are refused slowly, if the settings say so", async () => {
    await bench().settings({ guest_login_refusal_ms: 150 });
    const started = performance.now();
    refused(await wrong(), 401, "UNAUTHENTICATED");
    assert.ok(performance.now() - started >= 149);
  });

  it("take a password that was changed", async () => {
    await bench().user(LINUX, "worker", { password: "new" });
    refused(await bench().temporary(LINUX), 401, "UNAUTHENTICATED");
    assert.equal((await loginAs({ password: "new" })).status, 200);
  });

  it("take the name without case on Windows only", async () => {
    assert.equal((await loginAs({ user_name: "WORKER" }, WINDOWS)).status, 200);
    refused(await loginAs({ user_name: "WORKER" }), 401, "UNAUTHENTICATED");
  });

  it("pick one of two users of a token by name", async () => {
    await bench().user(LINUX, "second", { saml_token: "test-only-saml-token-of-worker" });
    const saml = { type: "SAML_BEARER_TOKEN", password: undefined, saml_token: "test-only-saml-token-of-worker" };
    assert.equal((await loginAs({ ...saml, user_name: "second" })).status, 200);
    refused(await loginAs({ ...saml, user_name: "nobody" }), 401, "UNAUTHENTICATED");
  });

  it("need exactly the secret of their type", async () => {
    const saml = { type: "SAML_BEARER_TOKEN" };
    for (const change of [{ password: undefined }, { saml_token: "t" }, saml, { ...saml, saml_token: "t" }]) {
      refused(await loginAs(change), 400, "INVALID_ARGUMENT");
    }
    assert.deepEqual((await bench().counters()).guest_logins, { accepted: 0, refused: 0 });
  });

  it("are interactive when the same user sits at the desktop", async () => {
    await bench().vm(LINUX, { interactive_user: "worker" });
    assert.equal((await loginAs({ interactive_session: true })).status, 200);
    refused(await loginAs({ interactive_session: true, password: "wrong" }), 401, "UNAUTHENTICATED");
    await bench().vm(WINDOWS, { interactive_user: "Worker" });
    assert.equal((await loginAs({ interactive_session: true }, WINDOWS)).status, 200);
  });
});
