import assert from "node:assert/strict";
import { TestRed } from "../support/node-red";
import { CREATE_DIRECTORY, CREATE_FILE, GUEST_OPERATIONS, SimulatorDriver } from "../support/simulator";
import { assertExpected, errorCredentials, errorFlow, failure, type Family, type Kind, newVm, NODE, takeRequests } from "./error-bench";
import { loginHook, LOGINS_OF_ROWS, type Row, ROWS } from "./error-rows";

const FAMILIES: readonly Family[] = ["LINUX", "WINDOWS"];
const CREATE = { file: CREATE_FILE, directory: CREATE_DIRECTORY };
const OPERATION = { file: "files.createTemporary", directory: "directories.createTemporary" };

/** Brings a guest into the condition of the row, and reads what output 2 says. */
async function check(red: TestRed, simulator: SimulatorDriver, row: Row, family: Family, kind: Kind): Promise<void> {
  const vm = await newVm(simulator, family, row.vm);
  await row.prepare?.(simulator, vm);

  const login = row.login === undefined ? {} : { guest_login: row.login.name };
  const error = await failure(red, NODE[kind], { vm, ...row.payload, ...login });
  const requests = await takeRequests(simulator);

  assertExpected(error, row);
  const [request, ...others] = requests(CREATE[kind]);
  assert.deepEqual(others, [], "one call");
  assert.deepEqual(request?.violations, []);
  const { operation, vm: id, path, attempts, operationId } = error.cause;
  assert.deepEqual(
    { operation, id, path, attempts, operationId },
    { operation: OPERATION[kind], id: vm, path: row.payload?.parent_path, attempts: 1, operationId: request.headers["vapi-ctx-opid"] },
  );
  assert.equal(requests(GUEST_OPERATIONS).length, row.code === "SERVICE_UNAVAILABLE" ? 1 : 0, "questions about Tools");
}

function rowsOn(version: string, rows: readonly Row[], families: readonly Family[], kinds: readonly Kind[]): void {
  describe(`on ${version}`, () => {
    const red = new TestRed(version);
    let simulator: SimulatorDriver;
    before(async () => {
      simulator = await SimulatorDriver.start({ http: true });
      await red.start();
    });
    // A login that was refused by three guests would not be tried by the next one.
    beforeEach(() => {
      const settings = { vcenterConnectionGuestLogin: loginHook };
      return red.load(errorFlow(simulator, LOGINS_OF_ROWS), errorCredentials(simulator, LOGINS_OF_ROWS), settings);
    });
    afterEach(() => red.unload());
    after(async () => {
      await red.stop();
      await simulator.close();
    });

    for (const family of families) {
      for (const kind of kinds) {
        for (const row of rows.filter((candidate) => (candidate.family ?? family) === family)) {
          it(`tells of ${row.condition} (${kind}, ${family}): ${row.code}, ${row.subject}, ${row.outcome}`, () =>
            check(red, simulator, row, family, kind));
        }
      }
    }
  });
}

describe("an error of the guest at output 2", () => {
  rowsOn("node-red", ROWS, FAMILIES, ["file", "directory"]);

  const oneOfEachCode = [...new Map(ROWS.map((row) => [`${row.code} ${row.subject}`, row])).values()];
  rowsOn("node-red-5", oneOfEachCode, FAMILIES, ["file"]);
});
