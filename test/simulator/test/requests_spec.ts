import assert from "node:assert/strict";
import { CREATE_FILE, LINUX, type Recorded, refused, type Reply, useBench } from "./support";

const PATH = `/vcenter/vm/${LINUX}/guest/filesystem/files?action=createTemporary`;

describe("requests against the contract", () => {
  const bench = useBench();
  const body = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
    credentials: bench().credentials(),
    prefix: "",
    suffix: "",
    ...change,
  });
  const post = (payload: unknown, headers = {}): Promise<Reply> => bench().call("POST", PATH, payload, headers);
  const violations = async (): Promise<string> => (await bench().lastRequest()).violations.join("; ");

  it("are in order, and recorded so", async () => {
    await post(body(), { "vmware-api-session-id": bench().token, "vapi-ctx-opid": "op-1" });
    const record = await bench().lastRequest();
    const { operation, method, path, vm, status, violations: none } = record;
    assert.deepEqual({ operation, method, path, vm, status, none }, {
      operation: CREATE_FILE,
      method: "POST",
      path: `/api${PATH}`,
      vm: LINUX,
      status: 200,
      none: [],
    });
    assert.deepEqual(record.body, body());
    assert.equal(record.headers["vapi-ctx-opid"], "op-1");
  });

  it("are UNEXPECTED_INPUT with a field that the contract lacks", async () => {
    refused(await post(body({ mode: "0600" })), 400, "UNEXPECTED_INPUT");
    assert.match(await violations(), /mode/);
    refused(await post(body({ credentials: bench().credentials({ domain: "x" }) })), 400, "UNEXPECTED_INPUT");
    assert.match(await violations(), /domain/);
    refused(await bench().call("POST", `${PATH}&overwrite=true`, body()), 400, "UNEXPECTED_INPUT");
  });

  it("are INVALID_ARGUMENT without data with a field that is missing or wrong", async () => {
    for (const wrong of [
      body({ suffix: undefined }),
      body({ prefix: 7 }),
      body({ parent_path: null }),
      body({ credentials: undefined }),
      body({ credentials: bench().credentials({ type: "SSPI" }) }),
      body({ credentials: bench().credentials({ interactive_session: undefined }) }),
      [],
    ]) {
      assert.equal(refused(await post(wrong), 400, "INVALID_ARGUMENT").data, undefined);
      assert.notEqual(await violations(), "");
    }
  });

  it("are INVALID_ARGUMENT without a body that is JSON in UTF-8", async () => {
    for (const wrong of [undefined, "", "{", Buffer.from([0x22, 0xff, 0x22])]) {
      refused(await post(wrong, { "content-type": "application/json" }), 400, "INVALID_ARGUMENT");
    }
  });

  it("are taken with another content type, or none, but it is noted", async () => {
    const text = JSON.stringify(body());
    assert.equal((await post(text, { "content-type": "text/plain" })).status, 200);
    assert.match(await violations(), /content-type/);
    assert.equal((await post(text)).status, 200);
    assert.equal((await post(text, { "content-type": "application/json; charset=utf-8" })).status, 200);
    assert.equal(await violations(), "");
  });

  it("are recorded with the beginning of a body that is large or no JSON", async () => {
    await post(body({ prefix: "x".repeat(100_000) }));
    assert.equal((await bench().lastRequest()).body, JSON.stringify(body({ prefix: "x".repeat(100_000) })).slice(0, 4096));
    await post("{no json");
    assert.equal((await bench().lastRequest()).body, "{no json");
  });

  it("without the session header are noted", async () => {
    await bench().send("GET", "/api/vcenter/vm");
    assert.match(await violations(), /vmware-api-session-id/);
  });

  it("for what does not exist are OPERATION_NOT_FOUND", async () => {
    for (const path of ["/vcenter/host", `${PATH}x`, PATH.split("?")[0] ?? "", "/../api/session", "/%zz"]) {
      refused(await bench().call("POST", path, body()), 404, "OPERATION_NOT_FOUND");
      assert.equal((await bench().lastRequest()).operation, null);
    }
    refused(await bench().call("GET", PATH), 404, "OPERATION_NOT_FOUND");
    const raw = `/vcenter/vm/${LINUX}/guest/filesystem/files//tmp/x?action=delete`;
    refused(await bench().call("POST", raw, { credentials: bench().credentials() }), 404, "OPERATION_NOT_FOUND");
  });

  it("may name a VM of any characters and length", async () => {
    for (const vm of ["vm-ü/..", "x".repeat(300), "%"]) {
      const path = `/vcenter/vm/${encodeURIComponent(vm)}/guest/operations`;
      refused(await bench().call("GET", path), 404, "NOT_FOUND");
      assert.equal((await bench().lastRequest()).vm, vm);
    }
  });
});

describe("the list of requests", () => {
  const bench = useBench({ http: true });

  it("is kept, oldest first, as far as memory is bounded", async () => {
    await bench().control("POST", "/counters/reset");
    for (let batch = 0; batch < 101; batch += 1) {
      const calls = Array.from({ length: 100 }, (_, index) =>
        bench().call("GET", `/vcenter/vm?names=${String(batch * 100 + index)}`),
      );
      await Promise.all(calls);
    }
    const requests = await bench().requests();
    assert.equal(requests.length, 10_000);
    const batchOf = ({ path }: Recorded): number => Math.floor(Number(path.split("=")[1]) / 100);
    assert.deepEqual([requests.at(0), requests.at(-1)].map((request) => request && batchOf(request)), [1, 100]);
  }).timeout(120_000);
});
