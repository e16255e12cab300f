import assert from "node:assert/strict";
import { CREATE_FILE, GET_SESSION, GUEST_OPERATIONS, LOG_IN } from "../support/simulator";
import { canarySuite, kinds, LOGIN_NAMES } from "./canary-bench";
import { newVm, NODE, UNWIRED } from "./error-bench";

const AT_ONCE = { "retry-after": "0" };
const UNREACHABLE = "RESOURCE_INACCESSIBLE network not_done";
const NO_TOOLS = "SERVICE_UNAVAILABLE tools not_done";

canarySuite("a secret that vCenter repeats when it refuses", (bench) => {
  const REFUSALS = [
    [401, "UNAUTHENTICATED"],
    [403, "UNAUTHORIZED"],
    [503, "SERVICE_UNAVAILABLE"],
  ] as const;
  for (const [status, error_type] of REFUSALS) {
    it(`its own login with ${error_type}, to the first message and to those after it`, async () => {
      await bench.load({});
      await bench.echo({ operation: LOG_IN, status, error_type });

      const errors = [...(await bench.fail({ vm: "vm-42" })), ...(await bench.fail({ vm: "edge-02" }, NODE.byName))];

      assert.deepEqual(kinds(errors), Array(4).fill(`${error_type} session not_done`));
      assert.ok(errors.every(({ cause }) => typeof cause.data?.retryAt === "string"));
      assert.equal(await bench.simulator.calls(LOG_IN), 1);
      await bench.assertSecret();
    });
  }

  for (const login of LOGIN_NAMES) {
    it(`the guest login ${login ?? "of the connection"}, on its VM and then on all`, async () => {
      await bench.load({});
      await bench.ask({ vm: "vm-42" });
      const created = await bench.simulator.calls(CREATE_FILE);
      await bench.echo({ operation: CREATE_FILE, login, status: 401, error_type: "UNAUTHENTICATED", times: null });

      const errors = [];
      for (const vm of ["vm-42", "vm-43", "vm-44", await newVm(bench.simulator, "LINUX")]) {
        errors.push(...(await bench.fail({ vm, guest_login: login })));
      }

      assert.deepEqual(kinds(errors), Array(8).fill("UNAUTHENTICATED guest-login not_done"));
      assert.ok(errors.every(({ cause }) => typeof cause.data?.retryAt === "string"));
      assert.equal(await bench.simulator.calls(CREATE_FILE), created + 3);
      await bench.assertSecret();
    });
  }

  it("a guest login, to those who wait for their turn behind it", async () => {
    await bench.load({ maxConcurrentPerVm: 1 });
    await bench.ask({ vm: "vm-42" });
    await bench.simulator.settings({ latency_ms: 50 });
    await bench.echo({ operation: CREATE_FILE, status: 401, error_type: "UNAUTHENTICATED" });

    for (const id of [NODE.file, UNWIRED.id, NODE.file, UNWIRED.id]) {
      bench.red.send(id, { payload: { vm: "vm-42" } });
    }
    const failed = (await bench.red.arrivals("failed", 2)).map(({ error }) => error);
    const thrown = (await bench.red.endings(UNWIRED.id, 2)).map(({ error }) => error);

    assert.deepEqual(kinds([...failed, ...thrown]), Array(4).fill("UNAUTHENTICATED guest-login not_done"));
    assert.equal(await bench.simulator.calls(CREATE_FILE), 2);
    await bench.assertSecret();
  });
});

canarySuite("a secret that something repeats while vCenter does not answer", (bench) => {
  /** A page of a gateway, with all that it has been sent. */
  async function page(times: number | null, operation: string): Promise<void> {
    const secrets = (await bench.canaries()).map(({ secret }) => secret);
    const headers = { "content-type": "text/html" };
    await bench.simulator.fault({ kind: "answer", status: 502, operation, times, headers, body: `<html>${secrets.join("<br>")}</html>` });
  }

  async function open(): Promise<void> {
    await bench.ask({ vm: "vm-42" });
    await page(5, CREATE_FILE);
    for (let failures = 0; failures < 5; failures += 1) {
      assert.equal((await bench.ask({ vm: "vm-42" })).out, "failed");
    }
  }

  it("to those who wait for it in the queue until their time is over", async () => {
    await bench.load({ timeout: 0.2 });
    await open();
    await page(null, GET_SESSION);

    const errors = await bench.fail({ vm: "vm-42" });

    assert.deepEqual(kinds(errors), [UNREACHABLE, UNREACHABLE]);
    assert.equal(await bench.simulator.calls(CREATE_FILE), 6);
    await bench.assertSecret(false);
  });

  it("to who was trying, and waits for it", async () => {
    await bench.load({ timeout: 0.5, maxAttempts: 9 });
    await bench.ask({ vm: "vm-42" });
    await bench.simulator.fault({ kind: "answer", status: 503, operation: CREATE_FILE, times: null, headers: AT_ONCE, body: "no healthy upstream" });
    await page(null, GET_SESSION);

    const errors = await bench.fail({ vm: "vm-42" });

    assert.deepEqual(kinds(errors), [UNREACHABLE, UNREACHABLE]);
    assert.equal(await bench.simulator.calls(CREATE_FILE), 6);
    await bench.assertSecret(false);
  });

  it("to the question whether it does", async () => {
    await bench.load({});
    await open();
    await bench.echo({ operation: GET_SESSION, status: 500, error_type: "ERROR" });

    const done = bench.ask({ vm: "vm-42" });
    await bench.assertSecret(false);

    assert.equal((await done).out, "ok");
    assert.equal(await bench.simulator.calls(GET_SESSION), 1);
    await bench.assertSecret(false);
  });
});

canarySuite("a secret that vCenter repeats while VMware Tools are not ready", (bench) => {
  async function load(waitForTools: number): Promise<void> {
    await bench.load({ waitForTools, maxConcurrentPerVm: 1 });
    await bench.ask({ vm: "vm-42" });
    await bench.simulator.vm("vm-42", { tools: "not_running" });
    await bench.echo({ operation: CREATE_FILE, status: 503, error_type: "SERVICE_UNAVAILABLE", times: null });
  }

  it("to those who do not wait for them", async () => {
    await load(0);
    assert.deepEqual(kinds(await bench.fail({ vm: "vm-42" })), [NO_TOOLS, NO_TOOLS]);
    await bench.assertSecret();
  });

  it("to the question whether they are", async () => {
    await load(0);
    await bench.echo({ operation: GUEST_OPERATIONS, status: 500, error_type: "ERROR", times: null });
    const kind = "SERVICE_UNAVAILABLE server not_done";
    assert.deepEqual(kinds(await bench.fail({ vm: "vm-42" })), [kind, kind]);
    await bench.assertSecret();
  });

  it("to who waits for them in vain, and to who waits behind", async () => {
    // The next question comes after a second.
    await load(1.2);
    bench.red.send(UNWIRED.id, { payload: { vm: "vm-42" } });
    const done = bench.ask({ vm: "vm-42" });
    await bench.called(GUEST_OPERATIONS, 1);
    await bench.echo({ operation: GUEST_OPERATIONS, status: 500, error_type: "ERROR", times: null });

    const [{ msg }, [ending]] = await Promise.all([done, bench.red.endings(UNWIRED.id)]);

    assert.deepEqual(kinds([msg.error, ending?.error]), [NO_TOOLS, NO_TOOLS]);
    assert.ok((await bench.simulator.calls(GUEST_OPERATIONS)) > 1);
    await bench.assertSecret();
  });
});
