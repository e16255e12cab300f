// The yardstick: what a Node.js program does at least for the same calls. It begins the next call where the last one has
// ended, as a loop does; or, deferred, in the next turn of the event loop, as Node-RED does, which is faster (measured).
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent } from "undici";
import { Load } from "./load.mjs";
import { payload } from "./message.mjs";
import { serve, setup } from "./serve.mjs";

const { origin, token, credentials } = setup;
const agent = new Agent({ connect: { ca: readFileSync(setup.cert) }, pipelining: 1 });
const load = new Load(setup.isDeferred ? (number) => setImmediate(begin, number) : begin);

function begin(number) {
  call(payload(number)).then(
    () => load.ended(),
    (error) => load.ended(error),
  );
}

async function call({ vm, prefix, suffix }) {
  const id = randomUUID();
  const { statusCode, body } = await agent.request({
    origin,
    path: `/api/vcenter/vm/${encodeURIComponent(vm)}/guest/filesystem/files?action=createTemporary`,
    method: "POST",
    headers: {
      accept: "application/json",
      "vmware-api-session-id": token,
      "vapi-ctx-opid": id,
      "x-request-id": id,
      "content-type": "application/json",
    },
    body: JSON.stringify({ credentials, prefix, suffix }),
  });
  const path = JSON.parse(await body.text());
  if (statusCode !== 200 || path !== setup.path) {
    throw new Error(`The server answered ${statusCode}: ${path}`);
  }
}

serve({ timed: (options) => load.timed(options) });
