// Runs the steps of the suite. Two can run at the same time: one prints at once, the other into a file.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** Where a step prints, at once. */
export const live = { say: (text) => console.log(text), stdio: "inherit" };

/** Where steps print that others are not to be interleaved with: into a file, which `show` prints. */
export function aside(file) {
  const descriptor = openSync(file, "w");
  return {
    say: (text) => writeSync(descriptor, `${text}\n`),
    stdio: ["ignore", descriptor, descriptor],
    show: () => {
      closeSync(descriptor);
      console.log(readFileSync(file, "utf8"));
    },
  };
}

/** Runs a program of Node.js. @returns whether it ended well. */
export async function run(out, name, args, env = {}) {
  out.say(`\n== ${name}`);
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: out.stdio, env: { ...process.env, ...env } });
  const [status, signal] = await once(child, "close").catch((error) => [undefined, error.message]);
  const seconds = Math.round((performance.now() - began) / 1000);
  const ok = status === 0;
  out.say(ok ? `${name}: ${seconds} s` : `${name} failed after ${seconds} s: ${signal ?? `exit code ${status}`}`);
  return ok;
}
