import assert from "node:assert/strict";
import { Socket } from "node:net";
import { buildConnector } from "undici";
import { marked, NotConnected } from "../../src/vcenter/connector";

const OPTIONS: buildConnector.Options = { hostname: "vc", protocol: "https:", port: "443" };

/** What a connector calls back with. */
function result(connect: buildConnector.connector): Promise<Parameters<buildConnector.Callback>> {
  return new Promise((resolve) => {
    connect(OPTIONS, (...given) => {
      resolve(given);
    });
  });
}

async function failure(connect: buildConnector.connector): Promise<NotConnected> {
  const [error, socket] = await result(connect);
  assert.ok(error instanceof NotConnected);
  assert.equal(socket, null);
  return error;
}

describe("a marked connector", () => {
  it("hands on the options and the socket", async () => {
    const socket = new Socket();
    const connect = marked((options, callback) => {
      assert.equal(options, OPTIONS);
      callback(null, socket);
    });
    assert.deepEqual(await result(connect), [null, socket]);
  });

  for (const code of ["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_INFO", "ERR_TLS_CERT_ALTNAME_INVALID"]) {
    it(`hides the code ${code} from undici and keeps it as the cause`, async () => {
      const cause = Object.assign(new Error("x"), { code });
      const error = await failure(
        marked((_options, callback) => {
          callback(cause, null);
        }),
      );
      assert.deepEqual([error.code, error.cause, error.peer], ["VCENTER_NOT_CONNECTED", cause, "server"]);
    });
  }

  it("marks what the connector throws", async () => {
    const cause = new Error("bad options");
    const error = await failure(
      marked(() => {
        throw cause;
      }),
    );
    assert.equal(error.cause, cause);
  });

  it("says who was not reached, and leaves it to the innermost connector to say so", async () => {
    const inner = marked((_options, callback) => {
      callback(new Error("x"), null);
    }, "proxy");
    const outer = marked(inner);
    assert.equal((await failure(outer)).peer, "proxy");
    assert.ok(!((await failure(outer)).cause instanceof NotConnected));
  });
});
