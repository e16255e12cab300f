import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { hostileSuite, PLACES, UNSEEN } from "../support/hostile-lab";
import { says } from "../support/hostile-misdeeds";
import { answer, PATH, USUAL } from "../support/hostile-server";

/** Colours, a title, a bell, a new line that looks like a log line, and text that runs backwards. */
const NASTY = "\u001b[31mred\u001b]0;title\u0007 \r\n1 Jan - [info] all is well \u0085\u009b2J \u202egnp.exe\u2066\u200f\u061c\u2028 end";
const texts = { id: NASTY, default_message: NASTY, args: [NASTY] };
const nasty = `{"error_type":"ERROR","messages":[${JSON.stringify(texts)}],"data":{"reason":${JSON.stringify(NASTY)}}}`;
const POLLUTION = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"kept":1}';
const polluting =
  `{"__proto__":{"polluted":1},"error_type":"ERROR","messages":[{"__proto__":{"polluted":1},"id":"x","default_message":"x","args":[]}],` +
  `"data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"kept":1,"deep":${POLLUTION},"list":[${POLLUTION}]}}`;

hostileSuite("a server with nasty answers", (lab) => {
  for (const place of PLACES) {
    it(`does not reach a message, log or status by control and bidi characters at the ${place}`, async () => {
      const { message } = await lab.failure(place, says(answer(500, nasty)));
      assert.match(message, /vCenter says: "\[31mred .* end"/);
      await lab.assertNextWorks(place);
    });

    it(`does not reach the log by them either without a wire, at the ${place}`, async () => {
      await lab.loadFor(place, { wires: [["ok"], []] });
      lab.server.spoil(place, says(answer(500, nasty)));
      lab.red.send("temp-1", { payload: { vm: place === "list" ? "edge-01" : "vm-42" } });
      const [ending] = await lab.red.endings("temp-1");
      assert.match(String(ending?.error), /vCenter says/);
      assert.equal(lab.red.logged("ERROR").length, 1);
      assert.doesNotMatch(lab.red.logged("ERROR")[0]!, UNSEEN);
    });

    it(`pollutes no prototype at the ${place}`, async () => {
      const { cause } = await lab.failure(place, says(answer(500, polluting)));
      assert.equal(Reflect.get({}, "polluted"), undefined);
      assert.equal(JSON.stringify(cause.data), '{"kept":1,"deep":{"kept":1},"list":[{"kept":1}]}');
      assert.equal(Object.getPrototypeOf(cause.data), Object.prototype);
      assert.doesNotMatch(JSON.stringify(cause), /polluted|__proto__/);
      await lab.assertNextWorks(place);
    });
  }

  for (const place of PLACES) {
    for (const status of [301, 302, 303, 307, 308]) {
      it(`leads nowhere with a ${status} at the ${place}`, async () => {
        let connections = 0;
        const target = createServer((socket) => {
          connections += 1;
          socket.destroy();
        }).listen(0, "127.0.0.1");
        await once(target, "listening");
        const location = `https://127.0.0.1:${(target.address() as AddressInfo).port}/api/session`;
        const { code, cause, message } = await lab.failure(place, says(answer(status, "", { Location: location })));
        assert.deepEqual([code, cause.subject, cause.status, cause.retryable], ["ERROR", "server", status, false]);
        assert.match(message, /redirects to another address/);
        await lab.assertNextWorks(place);
        assert.equal(connections, 0);
        target.close();
      });
    }
  }

  it("gets none of its cookies back", async () => {
    await lab.load();
    const cookie = { "Set-Cookie": "vmware-api-session-id=evil; Path=/" };
    lab.server.spoil("login", says(answer(201, '"token"', cookie)));
    lab.server.spoil("create", says(answer(200, JSON.stringify(PATH), cookie)));
    assert.deepEqual([await lab.path(), await lab.path()], [PATH, PATH]);
    const headers = lab.server.asked.filter(({ call }) => call === "create").map((asked) => asked.headers);
    assert.deepEqual(headers.map((sent) => [sent.get("cookie"), sent.get("vmware-api-session-id")]), [
      [undefined, "token"],
      [undefined, "token"],
    ]);
  });

  it("may answer twice: the second answer belongs to nothing", async () => {
    await lab.load();
    lab.server.spoil("create", says(USUAL.create + answer(200, '"/tmp/evil"')));
    assert.equal(await lab.path(), PATH);
    lab.server.forgive();
    assert.equal(await lab.path(), PATH);
    assert.equal(lab.server.count("create"), 2);
  });
});
