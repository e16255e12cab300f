import assert from "node:assert/strict";
import { deadlines, LIMIT } from "../support/deadlines";
import { CREATE_TRANSFER } from "../support/transfers";
import { type CanaryBench, canarySuite, kinds, LOGIN_NAMES } from "./canary-bench";
import { found } from "./canaries";
import { failTwice, fileMsg, fileNodes, learnUrls } from "./canary-transfer";
import { LIST_VMS } from "../support/simulator";

const LIST = "Vcenter.Vm.Guest.Filesystem.Files_list";
const CONTENT = "abc".repeat(100_000);

async function load(bench: CanaryBench, connection: object = {}, up: object = {}, down: object = {}): Promise<void> {
  const { host_map: hostMap } = await bench.simulator.esxi();
  await bench.load({ hostMap, timeout: 20, ...connection }, fileNodes(up, down));
  await bench.simulator.putContent("vm-42", "/tmp/x", CONTENT);
}

/** Nothing has been shown, not of the URLs either. */
async function assertSecret(bench: CanaryBench, urls: number, isShown = false): Promise<void> {
  assert.ok((await learnUrls(bench)) >= urls, "the ESXi host was asked");
  await bench.assertSecret(isShown);
}

canarySuite("the URL of a transfer and its token stand nowhere", (bench) => {
  it("although they are sent", async () => {
    await load(bench);
    await bench.red.ask("up-1", fileMsg(), "ok");
    await learnUrls(bench);
    const sent = JSON.stringify(await bench.simulator.transfers());
    assert.deepEqual(found(sent, (await bench.canaries()).filter(({ name }) => name === "query" || name === "transfer token")), ["query", "transfer token"]);
  });

  for (const login of LOGIN_NAMES) {
    it(`where all goes well, login ${login ?? "of the connection"}`, async () => {
      await load(bench, {}, { atomic: true, permissions: "" });
      await bench.red.ask("up-1", fileMsg("1", login), "ok", "failed");
      await bench.red.ask("down-1", fileMsg("1", login), "ok", "failed");
      await bench.red.ask("files-1", fileMsg("1", login), "ok", "failed");
      await bench.red.ask("vms-1", { payload: {} }, "ok");
      await assertSecret(bench, 2);
    });
  }

  const BODY = { kind: "transfer_answer", headers: { "content-type": "text/html" } };
  for (const [title, fault, code] of [
    ["answers 500", { ...BODY, status: 500 }, "ERROR"],
    ["answers 403", { ...BODY, status: 403 }, "UNAUTHORIZED"],
    ["answers 404", { ...BODY, status: 404 }, "NOT_FOUND"],
    ["answers 503", { ...BODY, status: 503 }, "SERVICE_UNAVAILABLE"],
    ["redirects", { ...BODY, status: 302, headers: { location: "/guestFile?id=1&token=CanaryOfHtml77" } }, "ERROR"],
    ["cuts the transfer", { kind: "transfer_cut", bytes: 100_000 }, "RESOURCE_INACCESSIBLE"],
  ] as const) {
    for (const node of ["up", "down"]) {
      it(`where the ESXi host ${title}, repeating what it has: ${node}`, async () => {
        bench.learn("html", "CanaryOfHtml77");
        await load(bench, { maxAttempts: 2 });
        const html = "status" in fault ? { body: "<html>GET /guestFile?id=1&token=CanaryOfHtml77</html>" } : {};
        await bench.simulator.fault({ ...fault, ...html, times: null });
        const errors = await failTwice(bench, node, fileMsg(CONTENT));
        assert.deepEqual(errors.map((error) => error.code), [code, code]);
        await assertSecret(bench, 2);
      });
    }
  }

  for (const url of [
    "ftp://{host}:{port}/guestFile?id={id}&token=CanaryOfUrl99",
    "{scheme}://u:CanaryOfUrl99@{host}:{port}/guestFile?id={id}",
    "{scheme}://{host}:{port}/CanaryOfUrl99?id={id}",
    "{scheme}://CanaryOfUrl99*/guestFile?id={id}",
    "guestFile?id={id}&token=CanaryOfUrl99 {token}",
    "{scheme}://{host}:{port}/guestFile?id={id}&token=CanaryOfUrl99",
  ]) {
    it(`where it is refused or dead: ${url}`, async () => {
      bench.learn("url", "CanaryOfUrl99");
      await load(bench, { maxAttempts: 1 });
      await bench.simulator.fault({ kind: "transfer_url", url, times: null });
      await failTwice(bench, "up", fileMsg());
      await failTwice(bench, "down", fileMsg());
      await bench.assertSecret(false);
    });
  }

  it("where vCenter repeats them when it is asked for the size", async () => {
    const query = "id={id}&token={token}&more=CanaryOfMore55%2F";
    await load(bench);
    await bench.simulator.fault({ kind: "transfer_url", url: `{scheme}://{host}:{port}/guestFile?${query}`, times: null });
    bench.learn("more", "CanaryOfMore55/");
    await bench.echo({ operation: LIST, status: 403, error_type: "UNAUTHORIZED", times: null });
    // The simulator knows no further parameter, so what is asked for next is whether that is so.
    const errors = await failTwice(bench, "up", fileMsg());
    assert.deepEqual(kinds(errors), ["UNAUTHORIZED permission done", "UNAUTHORIZED permission done"]);
    await assertSecret(bench, 2, true);
  });
});

canarySuite("a secret that vCenter repeats to a node of files", (bench) => {
  for (const login of LOGIN_NAMES) {
    for (const [node, operation] of [["up", CREATE_TRANSFER], ["down", CREATE_TRANSFER], ["down", LIST], ["files", LIST]] as const) {
      it(`stands nowhere: ${node}, ${operation}, login ${login ?? "of the connection"}`, async () => {
        await load(bench, { maxAttempts: 1 }, { permissions: "" });
        await bench.red.ask("files-1", fileMsg("1", login), "ok", "failed");
        await bench.echo({ operation, login, status: 500, error_type: "ERROR", times: null });
        const errors = await failTwice(bench, node, fileMsg("1", login));
        assert.deepEqual(errors.map(({ code }) => code), ["ERROR", "ERROR"]);
        await bench.assertSecret();
      });
    }
  }

  it("stands nowhere: vms", async () => {
    await load(bench, { maxAttempts: 1 });
    await bench.red.ask("files-1", fileMsg(), "ok");
    await bench.echo({ operation: LIST_VMS, status: 500, error_type: "ERROR", times: null });
    await failTwice(bench, "vms", { payload: {} });
    await bench.assertSecret();
  });
});

canarySuite("the URL of a transfer stands nowhere where its message ends", (bench) => {
  const timeOut = deadlines();
  const stalled = async (): Promise<void> => {
    while ((await bench.simulator.counters()).transfers.open < 2) {
      // They are on their way.
    }
  };

  for (const how of ["deadline", "reset", "deploy"] as const) {
    for (const node of ["up", "down"]) {
      it(`by a ${how}: ${node}`, async () => {
        await load(bench, { maxAttempts: 1, maxConcurrentPerVm: 4, ...(how === "deadline" && { timeout: LIMIT }) });
        await bench.simulator.fault({ kind: "transfer_stall", bytes: 1000, times: null });
        bench.red.send(`${node}-1`, fileMsg(CONTENT));
        bench.red.send(`${node}-2`, fileMsg(CONTENT));
        await stalled();
        if (how === "deadline") {
          timeOut();
        } else if (how === "deploy") {
          await bench.close();
        } else {
          bench.red.send(`${node}-1`, { reset: true });
          bench.red.send(`${node}-2`, { reset: true });
        }
        await bench.red.endings(`${node}-1`, how === "reset" ? 2 : 1);
        const endings = await bench.red.endings(`${node}-2`, how === "reset" ? 2 : 1);
        assert.ok(endings.some(({ error }) => error?.code === (how === "deadline" ? "TIMED_OUT" : "CANCELED")));
        await bench.simulator.control("POST", "/release", {});
        await assertSecret(bench, 2);
      });
    }
  }
});
