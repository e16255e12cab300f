import assert from "node:assert/strict";
import { CREATE_FILE, eventually, LINUX, LIST_VMS, refused, type Reply, useBench, type VapiBody, WINDOWS } from "./support";

describe("faults of a call", () => {
  const bench = useBench();

  const create = (): Promise<Reply> => bench().temporary(LINUX, { parent_path: "/tmp" });
  const createdFiles = async (): Promise<number> => (await bench().entries(LINUX, "/tmp")).length;
  const order = (kind: string, change: Record<string, unknown> = {}): Promise<string> =>
    bench().fault({ kind, operation: CREATE_FILE, ...change });
  /** After the fault the next call is as always. */
  const thenWorks = async (): Promise<void> => {
    assert.equal((await create()).status, 200);
  };

  it("lost: no byte of an answer, and the work is done", async () => {
    await order("lost");
    await assert.rejects(create(), { code: "ECONNRESET" });
    assert.equal(await createdFiles(), 1);
    await thenWorks();
  });

  it("lost with work after: the work is done at release", async () => {
    await order("lost", { work: "after" });
    await assert.rejects(create(), { code: "ECONNRESET" });
    await thenWorks();
    assert.equal(await createdFiles(), 1);
    await released();
    await eventually(createdFiles, (files) => files === 2);
  });

  it("cut: no byte of an answer, and nothing is done", async () => {
    await order("cut");
    await assert.rejects(create(), { code: "ECONNRESET" });
    assert.equal(await createdFiles(), 0);
    await thenWorks();
  });

  it("answer: as given, without the work unless it is asked for", async () => {
    await order("answer", { status: 429, headers: { "retry-after": "7" }, body: "slow down" });
    const reply = await create();
    assert.deepEqual([reply.status, reply.headers["retry-after"], reply.text], [429, "7", "slow down"]);
    assert.equal(await createdFiles(), 0);
    await order("answer", { status: 200, body: "{}", work: true });
    assert.equal((await create()).text, "{}");
    assert.equal(await createdFiles(), 1);
  });

  it("bad_gateway: 502 with html, and the work is done", async () => {
    await order("bad_gateway");
    const reply = await create();
    assert.equal(reply.status, 502);
    assert.match(reply.headers["content-type"] ?? "", /text\/html/);
    assert.match(reply.text, /<html>/);
    assert.equal(await createdFiles(), 1);
  });

  it("no_healthy_upstream: 503 with a line of text, and nothing is done", async () => {
    await order("no_healthy_upstream");
    const reply = await create();
    assert.deepEqual([reply.status, reply.text], [503, "no healthy upstream"]);
    assert.equal(await createdFiles(), 0);
  });

  it("garbage: 200 that is no JSON, and the work is done", async () => {
    await order("garbage");
    const reply = await create();
    assert.deepEqual([reply.status, reply.json], [200, undefined]);
    assert.equal(await createdFiles(), 1);
  });

  it("truncated: less than the length promised, and the work is done", async () => {
    await order("truncated");
    await assert.rejects(create(), { code: "ECONNRESET" });
    assert.equal(await createdFiles(), 1);
    await bench().fault({ kind: "truncated", operation: "Cis.Session_delete" });
    await assert.rejects(bench().call("DELETE", "/session"), { code: "ECONNRESET" });
  });

  it("drip: headers, then byte after byte, and the work is done", async () => {
    await order("drip", { interval_ms: 5 });
    assert.ok((await readAtLeast(3)) >= 3);
    assert.equal(await createdFiles(), 1);
  });

  it("endless: a body without end, until the client goes", async () => {
    await order("endless");
    assert.ok((await readAtLeast(5_000_000)) >= 5_000_000);
    assert.equal(await createdFiles(), 1);
    await eventually(() => bench().counters(), ({ sockets }) => sockets.open <= 1);
  });

  it("endless_headers: header lines without end, until the client goes", async () => {
    await order("endless_headers");
    await assert.rejects(create(), { code: "HPE_HEADER_OVERFLOW" });
    assert.equal(await createdFiles(), 1);
    await eventually(() => bench().counters(), ({ sockets }) => sockets.open <= 1);
  });

  it("hang: nothing until release, then the normal answer of work done before", async () => {
    await order("hang");
    const call = create();
    await eventually(createdFiles, (files) => files === 1);
    assert.equal((await bench().lastRequest()).status, null);
    await released();
    assert.equal((await call).status, 200);
  });

  it("hang: released one by one, the oldest first", async () => {
    await order("hang", { times: 2 });
    const ended: number[] = [];
    const calls = [1, 2].map(async (number) => {
      await create();
      ended.push(number);
    });
    await eventually(createdFiles, (files) => files === 2);
    assert.deepEqual(await bench().control("POST", "/release", { most: 1 }), { released: 1 });
    await Promise.race(calls);
    assert.equal(ended.length, 1);
    await released();
    await Promise.all(calls);
  });

  it("hang with work after: the work waits too", async () => {
    await order("hang", { work: "after" });
    const call = create();
    await eventually(() => bench().counters(), ({ calls }) => calls[CREATE_FILE] === 1);
    assert.equal(await createdFiles(), 0);
    await released();
    assert.equal((await call).status, 200);
    assert.equal(await createdFiles(), 1);
  });

  it("error: the vAPI error that is given, and nothing is done", async () => {
    const messages = [{ id: "a.b", default_message: "text", args: ["x"] }];
    await order("error", { status: 500, error_type: "TIMED_OUT", messages, data: { a: 1 } });
    const reply = await create();
    assert.deepEqual([reply.status, reply.json], [500, { error_type: "TIMED_OUT", messages, data: { a: 1 } }]);
    assert.equal(await createdFiles(), 0);
  });

  it("echo: every secret of the request, in messages and data", async () => {
    await order("echo");
    const reply = await create();
    const { messages, data } = refused(reply, 500, "ERROR") as VapiBody & { data: unknown };
    const { guestPassword, username, password } = bench().simulator.address;
    for (const secret of [guestPassword, bench().token]) {
      assert.ok(JSON.stringify(messages).includes(secret) && JSON.stringify(data).includes(secret), secret);
    }
    await bench().fault({ kind: "echo" });
    const login = JSON.stringify((await bench().tryLogin()).json);
    const basic = Buffer.from(`${username}:${password}`).toString("base64");
    for (const secret of [password, basic, `Basic ${basic}`, `${username}:${password}`]) {
      assert.ok(login.includes(JSON.stringify(secret).slice(1, -1)), secret);
    }
    await bench().fault({ kind: "echo" });
    const credentials = { interactive_session: false, type: "SAML_BEARER_TOKEN", saml_token: "saml-secret" };
    assert.ok((await bench().temporary(LINUX, { credentials })).text.includes("saml-secret"));
    assert.equal(await createdFiles(), 0);
  });

  it("hit the operation and the VM they are for", async () => {
    await order("no_healthy_upstream", { vm: WINDOWS });
    assert.equal((await create()).status, 200);
    assert.equal((await bench().call("GET", "/vcenter/vm")).status, 200);
    assert.equal((await bench().temporary(WINDOWS)).status, 503);
    await bench().fault({ kind: "no_healthy_upstream" });
    assert.equal((await bench().call("GET", "/vcenter/vm")).status, 503);
  });

  it("let pass as many calls as they say, and hit as many", async () => {
    await bench().fault({ kind: "no_healthy_upstream", operation: LIST_VMS, after: 1, times: 2 });
    await bench().fault({ kind: "bad_gateway", operation: LIST_VMS, after: 4, times: null });
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      statuses.push((await bench().call("GET", "/vcenter/vm")).status);
    }
    assert.deepEqual(statuses, [200, 503, 503, 200, 502, 502]);
  });

  it("are taken back, one or all", async () => {
    const id = await bench().fault({ kind: "bad_gateway", times: null });
    await bench().fault({ kind: "no_healthy_upstream", times: null });
    await bench().control("DELETE", `/faults/${id}`);
    assert.equal((await bench().call("GET", "/vcenter/vm")).status, 503);
    await bench().control("DELETE", "/faults");
    assert.equal((await bench().call("GET", "/vcenter/vm")).status, 200);
    assert.equal((await bench().tryControl("DELETE", "/faults/99")).status, 404);
  });

  it("are counted and recorded like other calls", async () => {
    await order("cut");
    await assert.rejects(create());
    assert.equal((await bench().counters()).calls[CREATE_FILE], 1);
    assert.equal((await bench().lastRequest()).operation, CREATE_FILE);
  });

  async function released(): Promise<void> {
    const release = (): Promise<unknown> => bench().control("POST", "/release");
    await eventually(release, (answer) => (answer as { released: number }).released === 1);
  }

  async function readAtLeast(bytes: number): Promise<number> {
    const body = { credentials: bench().credentials(), prefix: "", suffix: "", parent_path: "/tmp" };
    const path = `/api/vcenter/vm/${LINUX}/guest/filesystem/files?action=createTemporary`;
    const response = await bench().open("POST", path, body, { "vmware-api-session-id": bench().token });
    assert.equal(response.statusCode, 200);
    let read = 0;
    for await (const chunk of response) {
      read += (chunk as Buffer).length;
      if (read >= bytes) {
        break;
      }
    }
    response.destroy();
    return read;
  }
});
