import assert from "node:assert/strict";
import { VCenterError } from "../../src/vcenter/error";
import { Flight } from "../../src/vcenter/flight";
import { SimulatorDriver } from "../support/simulator";
import { FILE_ROWS, type FileRow, pathOf, vmOf } from "./file-rows";
import { guestOf, NotedClient } from "./traffic";

const summary = { filename: "x", type: "FILE", size: 1 };
const page = { files: [summary], total: 1, start_index: 0, end_index: 0, status: "END_OF_DATA" };
const times = { last_modified: "2026-01-31T12:00:00Z", last_accessed: "2026-01-31T12:00:00Z", filesystem_family: "POSIX" };
const info = { type: "FILE", size: 1, attributes: { ...times, posix_attributes: { owner: 0, group: 0, permissions: "0600" } } };

/** Answers that are no success of any of these calls. */
const NEVER: readonly unknown[] = ["<html>Welcome to the hotel</html>", "no json", "{", "true", "1", '{"value": "x"}', '[["x"]]', '{"files": {}}'];

/** A right answer of a call, and others that are like it. */
const LIKE: Readonly<Record<string, { readonly right: string; readonly wrong: readonly unknown[] }>> = {
  "Vcenter.Vm.Guest.Filesystem.Files_list": {
    right: JSON.stringify(page),
    wrong: [
      {},
      { ...page, files: undefined },
      { ...page, files: [null] },
      { ...page, files: ["x"] },
      ...["filename", "type", "size"].flatMap((field) => [undefined, null, {}, []].map((value) => ({ ...page, files: [{ ...summary, [field]: value }] }))),
      ...[0.5, "1"].map((size) => ({ ...page, files: [{ ...summary, size }] })),
      { value: page },
    ],
  },
  "Vcenter.Vm.Guest.Filesystem.Files_get": {
    right: JSON.stringify(info),
    wrong: [
      {},
      ...["attributes", "type", "size"].flatMap((field) => [undefined, null, "", []].map((value) => ({ ...info, [field]: value }))).filter(({ type }) => type !== ""),
      ...[0.5, "1"].map((size) => ({ ...info, size })),
      { value: info },
    ],
  },
  "Vcenter.Vm.Guest.Filesystem.Transfers_create": { right: '"https://esxi/guestFile?id=1&token=2"', wrong: [{}, ["x"], { uri: "https://esxi" }, null] },
};

/** Of a call that gives nothing. */
const NOTHING = { right: "", wrong: ['"/tmp/x"', {}, { value: null }, { error_type: "ERROR", messages: [] }] };

describe("a senseless success of a call on guest files", () => {
  let simulator: SimulatorDriver;
  let noted: NotedClient;
  before(async () => {
    simulator = await SimulatorDriver.start();
    noted = new NotedClient(simulator);
  });
  after(async () => {
    await noted.client.close(5_000);
    await simulator.close();
  });

  async function answered(row: FileRow, status: number, body: unknown): Promise<unknown> {
    const call = row.call(vmOf(row), guestOf(simulator), pathOf(row));
    const text = typeof body === "string" ? body : JSON.stringify(body);
    await simulator.fault({ kind: "answer", operation: call.operation.id, status, headers: { "content-type": "application/json" }, body: text });
    return noted.client.call(call, new Flight()).catch((thrown: unknown) => thrown);
  }

  for (const row of FILE_ROWS.filter(({ path }) => path === undefined)) {
    it(`is one error: ${row.what}`, async () => {
      const { operation } = row.call(vmOf(row), guestOf(simulator), pathOf(row));
      const { right, wrong } = LIKE[String(operation.id)] ?? NOTHING;
      for (const body of [...NEVER, ...wrong, ...(right === "" ? [] : [""])]) {
        const error = await answered(row, 200, body);
        assert.ok(error instanceof VCenterError, `${JSON.stringify(body)}: ${JSON.stringify(error)}`);
        const outcome = operation.kind === "read" ? "not_done" : "unknown";
        assert.deepEqual([error.code, error.cause.subject, error.cause.outcome, error.cause.status], ["ERROR", "server", outcome, 200], error.message);
      }
      const value = await answered(row, 200, right);
      assert.ok(!(value instanceof VCenterError), String(value));
    });
  }
});
