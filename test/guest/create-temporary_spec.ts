import assert from "node:assert/strict";
import sinon from "sinon";
import { createTemporary } from "../../src/guest/create-temporary";
import { Job } from "../../src/guest/job";
import { Pool } from "../../src/guest/pool";
import type { TemporaryRequest } from "../../src/guest/temporary-request";
import { type Client, createClient } from "../../src/vcenter/client";
import { createDispatcher } from "../../src/vcenter/dispatcher";
import { Flight } from "../../src/vcenter/flight";
import { temporaryOperation } from "../../src/vcenter/operations";
import { parseServer } from "../../src/vcenter/server-address";
import { SimulatorDriver } from "../support/simulator";
import { callError, CREDENTIALS, errorOf, PLACE, poolOf, stubClient } from "./stubs";

type CreateBody = Parameters<Client["createTemporary"]>[2];

describe("creating a temporary file", () => {
  const REQUESTS: [TemporaryRequest, body: Omit<CreateBody, "credentials">][] = [
    [{ kind: "file", prefix: "", suffix: "" }, { prefix: "", suffix: "" }],
    [{ kind: "directory", prefix: "a", suffix: ".b" }, { prefix: "a", suffix: ".b" }],
    [{ kind: "file", prefix: "", suffix: "", parentPath: "/var/tmp" }, { prefix: "", suffix: "", parent_path: "/var/tmp" }],
  ];
  for (const [request, body] of REQUESTS) {
    it(`sends ${JSON.stringify(request)} and the guest login, nothing else`, async () => {
      const client = stubClient();
      client.createTemporary.resolves("/tmp/x");
      assert.equal(await createTemporary(poolOf(client), new Job(), request, PLACE), "/tmp/x");
      const sent = { credentials: CREDENTIALS, ...body };
      sinon.assert.calledOnceWithExactly(client.createTemporary, request.kind, "vm-42", sent, sinon.match.instanceOf(Flight), temporaryOperation(request.kind));
    });
  }

  for (const [kind, operation] of [["file", "files.createTemporary"], ["directory", "directories.createTemporary"]] as const) {
    it(`asks about Tools when a ${kind} cannot be created`, async () => {
      const client = stubClient();
      client.createTemporary.rejects(callError("SERVICE_UNAVAILABLE", { operation }));
      client.guestOperations.resolves({ guest_operations_ready: false, interactive_guest_operations_ready: false });
      const error = await errorOf(createTemporary(poolOf(client), new Job(), { kind, prefix: "", suffix: "" }, PLACE));
      assert.equal(error.cause.subject, "tools");
      assert.match(error.message, new RegExp(`^Could not create a temporary ${kind} `));
    });
  }
});

describe("creating a temporary file in a guest", () => {
  let simulator: SimulatorDriver;
  let pool: Pool;
  before(async () => {
    simulator = await SimulatorDriver.start({ http: true });
    await simulator.control("POST", "/vms", { vm: { vm: "vm-win", name: "win", family: "WINDOWS" } });
    const { url, username, password } = simulator.address;
    const server = parseServer(url);
    const client = createClient({ dispatcher: createDispatcher({}), server, username, password });
    pool = new Pool(client, server.name, () => ({ maxConcurrent: 32, maxConcurrentPerVm: 1 }));
  });
  after(async () => {
    await pool.close();
    assert.deepEqual((await simulator.counters()).sessions, { open: 0, created: 1, deleted: 1, expired: 0 });
    await simulator.close();
  });

  const GUESTS: [vm: string, parentPath: string | undefined, path: RegExp][] = [
    ["vm-42", undefined, /^\/tmp\/vmware-worker_\d+-\d+\/job-vmware\d+\.json$/],
    ["vm-42", "/var/tmp//", /^\/var\/tmp\/job-vmware\d+\.json$/],
    ["vm-win", undefined, /^C:\\Users\\worker\\AppData\\Local\\Temp\\job-vmware\d+\.json$/],
    ["vm-win", "c:\\Windows\\Temp", /^c:\\Windows\\Temp\\job-vmware\d+\.json$/],
  ];
  for (const [vm, parentPath, form] of GUESTS) {
    for (const [kind, type, mode, odd] of [["file", "FILE", "0600", 1], ["directory", "DIRECTORY", "0700", 0]] as const) {
      it(`gives the path of a new ${kind} on ${vm} in ${parentPath ?? "the default directory"}`, async () => {
        const { guestUsername, guestPassword } = simulator.address;
        const login = { ...CREDENTIALS, user_name: guestUsername, password: guestPassword };
        const request = { kind, prefix: "job-", suffix: ".json", ...(parentPath !== undefined && { parentPath }) };
        const place = { ...PLACE, vm, credentials: () => Promise.resolve(login) };
        const path = await createTemporary(pool, new Job(), request, place);
        assert.match(path, form);
        assert.equal(Number(/vmware(\d+)\.json$/.exec(path)?.[1]) % 2, odd);
        const made = await simulator.file(vm, path);
        assert.deepEqual([made.type, Number.parseInt(made.mode, 8), made.owner], [type, Number.parseInt(mode, 8), guestUsername]);
      });
    }
  }
});
