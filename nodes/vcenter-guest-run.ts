import type { NodeAPI } from "node-red";
import { runProgram } from "../src/guest/run-program";
import { type RunRequest, runRequest, type Waiting } from "../src/guest/run-request";
import type { ActionDef, ActionMessage } from "../src/runtime/action-message";
import { registerAction } from "../src/runtime/action-node";
import { decoderOf } from "../src/runtime/encoding";
import { flag } from "../src/runtime/plain-values";
import { millisecondsOf } from "../src/runtime/seconds";
import { bytesOfMebibytes } from "../src/runtime/size-limit";

interface RunDef extends ActionDef {
  readonly wait?: unknown;
  readonly collect?: unknown;
  readonly encoding?: unknown;
  readonly sizeLimit?: unknown;
  readonly failOnNonZero?: unknown;
  readonly runTimeout?: unknown;
}

/** Milliseconds. */
const FIRST_LOOK = 1_000;

/** Runs a program in a VM, waits for its end and collects its output. */
export default function (RED: NodeAPI, firstLook = FIRST_LOOK): void {
  registerAction<RunDef>(RED, "vcenter-guest-run", async (message) => {
    const request = await requestOf(message, firstLook);
    const place = await message.place();
    const { connection, job } = message;
    const payload = await runProgram(connection.pool, job, request, place, connection.hosts);
    return { payload, guest: message.facts(place) };
  });
}

async function requestOf(message: ActionMessage<RunDef>, firstLook: number): Promise<RunRequest> {
  const given = {
    program: await message.value("program"),
    args: await message.value("args", "arguments"),
    workingDirectory: await message.value("workingDirectory", "working directory"),
    environment: await message.value("environment"),
  };
  return runRequest(given, waitingOf(message.def, firstLook));
}

/** Only what is used is read. */
function waitingOf(def: RunDef, firstLook: number): Waiting | undefined {
  if (!flag(def.wait, "wait", true)) {
    return undefined;
  }
  const isCollected = flag(def.collect, "collect", true);
  return {
    runTimeout: millisecondsOf(given(def.runTimeout, 300), "run timeout of the node"),
    firstLook,
    failOnNonZero: flag(def.failOnNonZero, "failOnNonZero", false),
    ...(isCollected && {
      collecting: { decode: decoderOf(def.encoding), sizeLimit: bytesOfMebibytes(given(def.sizeLimit, 16)) },
    }),
  };
}

/** An empty field of the dialog has the usual value. */
function given(value: unknown, usual: number): unknown {
  return value === undefined || value === null || value === "" ? usual : value;
}
