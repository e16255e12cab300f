import assert from "node:assert/strict";
import { TestRed } from "../support/node-red";
import { CREATE_FILE, SimulatorDriver } from "../support/simulator";
import { errorCredentials, errorFlow, failure, type Login, newVm, NODE, takeRequests } from "./error-bench";

const wrong: Login = { name: "wrong", user: "worker", password: "Secret-of-nobody" };

/** The conditions in the order in which vCenter and then the guest look at them. */
const CONDITIONS: readonly { readonly title: string; readonly vm?: Record<string, unknown>; readonly payload?: object; readonly answer: string }[] = [
  { title: "no privilege", vm: { privileges: { "VirtualMachine.GuestOperations.Modify": false } }, answer: "UNAUTHORIZED permission" },
  { title: "powered off", vm: { power_state: "POWERED_OFF" }, answer: "NOT_ALLOWED_IN_CURRENT_STATE vm" },
  { title: "Tools not running", vm: { tools: "not_running" }, answer: "SERVICE_UNAVAILABLE tools" },
  { title: "frozen", vm: { frozen: true }, answer: "RESOURCE_BUSY vm" },
  { title: "switched off", vm: { tools_conf: { disabled: true } }, answer: "UNSUPPORTED tools" },
  { title: "wrong password", payload: { guest_login: wrong.name }, answer: "UNAUTHENTICATED guest-login" },
  { title: "no such parent", payload: { parent_path: "/nope" }, answer: "NOT_FOUND path" },
  { title: "disk full", vm: { disk: "full" }, answer: "UNABLE_TO_ALLOCATE_RESOURCE path" },
];

function merged(parts: readonly (object | undefined)[]): Record<string, unknown> {
  return Object.assign({}, ...parts) as Record<string, unknown>;
}

describe("of several errors, output 2 tells the one that is met first", () => {
  const red = new TestRed("node-red");
  let simulator: SimulatorDriver;
  before(async () => {
    simulator = await SimulatorDriver.start({ http: true });
    await red.start();
    await red.load(errorFlow(simulator, [wrong]), errorCredentials(simulator, [wrong]));
  });
  after(async () => {
    await red.unload();
    await red.stop();
    await simulator.close();
  });

  for (const [index, { title, answer }] of CONDITIONS.entries()) {
    it(`${title}, whatever else is wrong: ${answer}`, async () => {
      const wrongs = CONDITIONS.slice(index);
      const vm = await newVm(simulator, "LINUX", merged(wrongs.map((condition) => condition.vm)));
      const error = await failure(red, NODE.file, { vm, ...merged(wrongs.map((condition) => condition.payload)) });
      assert.equal(`${error.code} ${String(error.cause.subject)}`, answer);
      assert.equal((await takeRequests(simulator))(CREATE_FILE).length, 1);
    });
  }

  it("no such VM, whatever else is wrong: NOT_FOUND vm", async () => {
    const error = await failure(red, NODE.file, { vm: "vm-1", guest_login: wrong.name, parent_path: "/nope" });
    assert.equal(`${error.code} ${String(error.cause.subject)}`, "NOT_FOUND vm");
    assert.equal(error.cause.data, undefined);
    assert.match(error.message, /vCenter has no VM "vm-1" that this user can see; vCenter says: .*\. Check the id \(like vm-42\)/s);
  });
});
