// The yardstick of transfers: what undici and Node's streams do with a file, each time on a connection of its own.
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Agent } from "undici";
import { serve, setup } from "./serve.mjs";

const target = { origin: setup.origin, path: "/guestFile?id=1&token=0" };

async function requested(options, take) {
  const agent = new Agent({ connect: { ca: readFileSync(setup.cert) } });
  try {
    const { statusCode, body } = await agent.request({ ...target, ...options });
    if (statusCode !== 200) {
      throw new Error(`The server answered ${statusCode}`);
    }
    await take(body);
  } finally {
    await agent.destroy();
  }
}

serve({
  up: () =>
    requested(
      { method: "PUT", headers: { "content-length": String(setup.size) }, body: createReadStream(setup.up) },
      (body) => body.dump(),
    ),
  down: () => requested({ method: "GET" }, (body) => pipeline(body, createWriteStream(setup.down))),
});
