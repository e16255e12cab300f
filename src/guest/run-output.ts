import { OUTPUTS, type OutputName } from "./command";
import { fetchBuffer } from "./fetch-file";
import type { Guest } from "./guest";
import { joined } from "./guest-path-text";
import type { Hosts } from "./hosts";
import { listDirectory } from "./list-directory";
import { outputMissing, outputTooLarge } from "./run-failure";
import type { Collecting } from "./run-request";

/** What a program has written, as text. @throws VCenterError INVALID_ARGUMENT if it is larger than allowed. */
export async function readOutputs(
  guest: Guest,
  hosts: Hosts,
  { program, directory }: { readonly program: string; readonly directory: string },
  { decode, sizeLimit }: Collecting,
): Promise<Record<OutputName, string>> {
  const sizes = await outputSizes(guest, directory);
  const total = sizes.stdout + sizes.stderr;
  if (total > sizeLimit) {
    throw outputTooLarge(guest, program, total, sizeLimit);
  }
  const read = async (name: OutputName): Promise<string> =>
    sizes[name] === 0 ? "" : decode(await fetchBuffer(guest, hosts, { path: joined(directory, name), size: sizes[name] }));
  return { stdout: await read("stdout"), stderr: await read("stderr") };
}

async function outputSizes(guest: Guest, directory: string): Promise<Record<OutputName, number>> {
  const files = new Map((await listDirectory(guest, directory, "")).map(({ name, size }) => [name, size]));
  const [stdout, stderr] = OUTPUTS.map((name) => files.get(name));
  if (stdout === undefined || stderr === undefined) {
    throw outputMissing(guest);
  }
  return { stdout, stderr };
}
