import assert from "node:assert/strict";
import { makeCertificate } from "../support/loopback-certificate";
import { type HostileLab, hostileSuite, PLACES } from "../support/hostile-lab";
import { says } from "../support/hostile-misdeeds";
import { answer, type Call, type Misdeed, USUAL } from "../support/hostile-server";

/** Tries before it gives up a server that spoils each connection; more would be a hot loop. */
const MOST_CONNECTIONS = 3;

const silent: Misdeed = () => undefined;
const plain: Misdeed = (socket) => {
  socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
};

hostileSuite("a server that is hostile to new connections", (lab) => {
  for (const place of PLACES) {
    it(`never answers the TLS of the ${place}`, async () => {
      await loadBefore(lab, place);
      lab.server.onConnection = silent;
      const { code, cause } = await lab.error(place);
      assert.deepEqual([code, cause.outcome, cause.retryable], ["TIMED_OUT", "not_done", true]);
      await lab.assertNextWorks(place);
    });

    it(`answers the TLS of the ${place} without TLS`, async () => {
      await loadBefore(lab, place);
      lab.server.onConnection = plain;
      const { code, cause } = await lab.error(place);
      assert.deepEqual([code, cause.subject, cause.outcome], ["RESOURCE_INACCESSIBLE", "network", "not_done"]);
      await lab.assertNextWorks(place);
    });

    it(`answers before the request of the ${place}`, async () => {
      await loadBefore(lab, place);
      const before = lab.server.connections;
      lab.server.onSecured = says(answer(408, ""));
      const { code, cause } = await lab.error(place);
      assert.deepEqual([code, cause.subject, cause.retryable], ["ERROR", "server", false]);
      const tries = lab.server.connections - before;
      assert.ok(tries <= MOST_CONNECTIONS, `${tries} connections`);
      await lab.assertNextWorks(place);
    });
  }

  it("swallows one login after the other, and then answers again: the next message works at once", async () => {
    await lab.loadFor("login");
    lab.server.spoil("login", silent);
    for (let count = 1; count <= 3; count += 1) {
      const { code, cause } = await lab.error("login");
      assert.deepEqual([code, cause.outcome, lab.server.count("login")], ["TIMED_OUT", "not_done", count]);
    }
    await lab.assertNextWorks("login");
    assert.equal(lab.server.count("login"), 4);
  });

  it("shows another certificate in mid-life, and is sent nothing more", async () => {
    await loadBefore(lab, "create");
    const { length } = lab.server.asked;
    const { connections } = lab.server;
    lab.server.show(await makeCertificate());
    const { code, cause } = await lab.error("create");
    assert.deepEqual([code, cause.subject, cause.outcome], ["UNVERIFIED_PEER", "certificate", "not_done"]);
    assert.equal(lab.server.asked.length, length);
    assert.equal(lab.server.connections, connections + 1);

    lab.server.show(lab.server.certificate);
    await lab.assertNextWorks("create");
  });

  it("is not told the session's token at its end either", async () => {
    await loadBefore(lab, "create");
    lab.server.show(await makeCertificate());
    const { length } = lab.server.asked;
    await lab.red.unload();
    assert.equal(lab.server.asked.length, length);
  });
});

/** All that comes before the call has been done, and the client has closed its connections. */
async function loadBefore(lab: HostileLab, place: Call): Promise<void> {
  await lab.loadFor(place);
  if (place === "login") {
    return;
  }
  for (const call of PLACES) {
    lab.server.spoil(call, says(USUAL[call].replace("\r\n", "\r\nConnection: close\r\n")));
  }
  await lab.path(place === "list" ? "edge-02" : "vm-42");
  await lab.server.until(() => lab.server.open === 0);
  lab.server.forgive();
}
