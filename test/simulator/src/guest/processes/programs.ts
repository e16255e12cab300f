import { setImmediate } from "node:timers/promises";
import { errorLine } from "./error-texts";
import { GuestError } from "../guest-error";
import { readGuestFile } from "./guest-files";
import type { Program, ProgramRun } from "./program";
import { taskkill } from "./taskkill";
import { wait } from "./wait";

/** Every program that a guest has, but for its shells. README, "Programs of a guest". */
export const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["echo", echo],
  ["cat", cat],
  ["sleep", sleep],
  ["timeout", timeout],
  ["taskkill", taskkill],
  ["true", () => Promise.resolve(0)],
  ["false", () => Promise.resolve(1)],
  ["env", env],
  ["pwd", pwd],
  ["uname", uname],
  ["fail", fail],
  ["write", write],
  ["forever", forever],
]);

async function echo({ words, stdout }: ProgramRun): Promise<number> {
  const isBare = words[0] === "-n";
  await stdout.write(words.slice(isBare ? 1 : 0).join(" ") + (isBare ? "" : "\n"));
  return 0;
}

/** `cat file...`: goes on after a file that it cannot read. */
export async function cat(run: ProgramRun): Promise<number> {
  let status = 0;
  for (const path of run.words) {
    try {
      await run.stdout.write(await readGuestFile(run, path));
    } catch (error) {
      if (!(error instanceof GuestError)) {
        throw error;
      }
      status = 1;
      await run.stderr.write(errorLine(run.session.files.rules.family, "cat", error));
    }
  }
  return status;
}

/** `sleep 0.2` in seconds, or `sleep infinity`. */
async function sleep({ words, stderr, signal }: ProgramRun): Promise<number> {
  const [time = ""] = words;
  const seconds = time === "infinity" ? Infinity : Number(time);
  if (time === "" || Number.isNaN(seconds) || seconds < 0) {
    await stderr.write(`sleep: invalid time interval '${time}'\n`);
    return 1;
  }
  await wait(seconds * 1000, signal);
  return 0;
}

/** `timeout /t 2 /nobreak` of Windows, in seconds. */
async function timeout(run: ProgramRun): Promise<number> {
  return sleep({ ...run, words: run.words.filter((word) => !word.startsWith("/")) });
}

async function env({ environment, stdout }: ProgramRun): Promise<number> {
  await stdout.write(Object.entries(environment).map(([name, value]) => `${name}=${value}\n`).join(""));
  return 0;
}

async function pwd({ place, stdout }: ProgramRun): Promise<number> {
  await stdout.write(`${place.directory}\n`);
  return 0;
}

/** `uname`, or `uname -a` with the name of the VM as that of the host. */
async function uname({ words, session, stdout }: ProgramRun): Promise<number> {
  const all = `Linux ${session.machine.config.name} 6.1.0-simulator x86_64 GNU/Linux`;
  await stdout.write(`${words[0] === "-a" ? all : "Linux"}\n`);
  return 0;
}

/** `fail 3` ends with code 3. */
function fail({ words }: ProgramRun): Promise<number> {
  const code = Number(words[0] ?? "1");
  return Promise.resolve(Number.isInteger(code) ? code : 1);
}

const CHUNK = "0123456789abcdef".repeat(4096);

/** `write 1000` writes so many bytes; others have their turn in between. */
async function write({ words, stdout, signal }: ProgramRun): Promise<number> {
  for (let rest = Number(words[0] ?? "0"); rest > 0; rest -= CHUNK.length) {
    await stdout.write(CHUNK.slice(0, rest));
    await setImmediate(undefined, { signal });
  }
  return 0;
}

async function forever({ signal }: ProgramRun): Promise<number> {
  await wait(Infinity, signal);
  return 0;
}
