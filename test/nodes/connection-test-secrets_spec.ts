import assert from "node:assert/strict";
import { nodeSuite } from "../support/lab";
import { CREATE_FILE, LOG_IN } from "../support/simulator";
import { outline, STORED, Tester } from "../support/tester";
import { type Canary, found, shownBy } from "./canaries";

const REACHED = "settings+ name+ tcp+ tls+ login+ vms+";
const SHA = "AB".repeat(32);
const UNCHECKED = { id: "tls-2", type: "tls-config", name: "", cert: "", key: "", ca: "", servername: "", alpnprotocol: "", verifyservercert: false };

nodeSuite("the secrets of a connection's test", (lab) => {
  const tester = new Tester(lab);
  const stored = { password: STORED, guestPassword: STORED };

  it("are the stored ones where they go the way that they were stored for", async () => {
    await lab.load();
    const { url } = lab.simulator.address;

    assert.equal(outline(await tester.test({ ...stored, server: ` ${url}/ `, fingerprints: `esxi-1.example.com=${SHA}`, timeout: "30" })), REACHED);
    const steps = await tester.test({ ...stored, vm: "vm-42" });
    assert.match(outline(steps), /guestLogin\+ file\+/);
  });

  const elsewhere: Record<string, object> = {
    "another host": { server: "127.0.0.2:8943" },
    "another port": { server: "127.0.0.1:1" },
    "another scheme": { server: "http://127.0.0.1:8943" },
    "another TLS configuration": { tls: "tls-2" },
    "no TLS configuration": { tls: "" },
    "a proxy": { proxy: "proxy-1" },
    "a fingerprint of the server": { fingerprints: `127.0.0.1=${SHA}` },
    "a connection that is not deployed": { id: "new-1" },
    "a node that is no connection": { id: "temp-1" },
  };

  for (const [what, changes] of Object.entries(elsewhere)) {
    it(`are not the stored ones for ${what}: nothing is sent`, async () => {
      await lab.load({ more: [UNCHECKED, { id: "proxy-1", type: "http proxy", name: "", url: "http://127.0.0.1:1", noproxy: [] }] });

      const { step, detail, remedy } = await tester.failure({ ...stored, ...changes });
      const ofGuest = await tester.failure({ ...changes, guestPassword: STORED, vm: "vm-42" });

      assert.equal(step, "settings");
      assert.match(detail, /stored password is not used/);
      assert.match(remedy, /Type the password again/);
      assert.equal(ofGuest.detail, detail);
      await lab.assertNothingSent();
    });
  }

  it("are asked of the function in settings.js only for the server that is deployed", async () => {
    const asked: unknown[] = [];
    const { guestUsername: username, guestPassword: password } = lab.simulator.address;
    const hook = (question: unknown): object => {
      asked.push(question);
      return { username, password };
    };
    await lab.load({ settings: { vcenterConnectionGuestLogin: hook }, more: [UNCHECKED] });

    assert.match(outline(await tester.test({ vm: "vm-42", guestPassword: "" })), /guestLogin\+/);
    assert.equal((await tester.failure({ vm: "vm-42", guestPassword: "", tls: "tls-2" })).step, "guestLogin");

    assert.equal(asked.length, 1);
  });

  it("stand in no answer and no line of the log, though vCenter repeats them", async () => {
    await lab.load();
    const canaries: Canary[] = ["CanaryOfVCenter-7f21", "CanaryOfGuest-90ab"].map((secret) => ({ name: secret, secret }));
    const secrets = { password: canaries[0]!.secret, guestPassword: canaries[1]!.secret };
    await lab.simulator.fault({ operation: LOG_IN, kind: "echo" });
    const texts = [(await tester.send(tester.values(secrets))).text];
    await lab.simulator.control("PUT", `/accounts/${encodeURIComponent(lab.simulator.address.username)}`, { password: secrets.password });
    await lab.simulator.fault({ operation: CREATE_FILE, kind: "echo" });
    texts.push((await tester.send(tester.values({ ...secrets, vm: "vm-42" }))).text);

    assert.match(texts.join(), /•••/);
    const log = (lab.red.helper.log() as unknown as { args: unknown[][] }).args.map(shownBy);
    assert.deepEqual(found([...texts, ...log].join("\n"), canaries), []);
  });
});
