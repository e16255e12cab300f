// A real Node-RED runtime without its editor, with the flow that stands in its user folder.
import { setImmediate } from "node:timers/promises";
import RED from "node-red";
import { heapUsed } from "./heap.mjs";
import { Load } from "./load.mjs";
import { payload } from "./message.mjs";
import { serve, setup } from "./serve.mjs";

/** What the bench's own nodes share with this program: they set `source` and tell of what arrives at the sink. */
const bench = { source: undefined, arrived: (msg) => load.ended(failureOf(msg)) };
const load = new Load((number) => bench.source.send({ payload: payload(number) }));

function failureOf(msg) {
  return msg.payload === setup.path ? undefined : new Error(JSON.stringify(msg.error ?? msg.payload));
}

/** What waiting messages take in a node whose server does not answer, and what the messages alone take. */
async function waiting({ count }) {
  const bare = await growth(() => Array.from({ length: count }, (_, number) => bareMessage(number)));
  return { bare, waiting: await growth(() => fill(count)) };
}

function bareMessage(number) {
  return { payload: payload(number), _msgid: RED.util.generateId() };
}

const kept = { value: undefined };

/** How much larger the heap is by what `make` gives, or sets up. */
async function growth(make) {
  const before = await heapUsed();
  kept.value = await make();
  const bytes = (await heapUsed()) - before;
  kept.value = undefined;
  return bytes;
}

async function fill(count) {
  let received = 0;
  RED.hooks.add("onReceive.bench", ({ destination }) => {
    received += destination.id === setup.waitsIn ? 1 : 0;
  });
  for (let number = 0; number < count; number += 1) {
    bench.source.send({ payload: payload(number) });
    if (number % 1000 === 0) {
      await setImmediate();
    }
  }
  while (received < count) {
    await setImmediate();
  }
  RED.hooks.remove("*.bench");
}

RED.init({
  userDir: setup.userDir,
  nodesDir: setup.nodesDir,
  flowFile: "flows.json",
  credentialSecret: false,
  httpAdminRoot: false,
  httpNodeRoot: false,
  logging: { console: { level: "warn" } },
  bench,
});
RED.events.once("flows:started", () => {
  serve({
    timed: (options) => load.timed(options),
    counted: (options) => load.counted(options),
    heapUsed,
    waiting,
  });
});
await RED.start();
