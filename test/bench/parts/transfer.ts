import { createWriteStream } from "node:fs";
import { performance } from "node:perf_hooks";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openHost, startRawTransfer, startTransfers } from "../contenders";
import { type Line, median, ratio, ratioText, type Report, rounded } from "../figures";
import type { Options } from "../options";

const MEBIBYTE = 2 ** 20;
/** Longer than anything here takes. */
const LONG_MS = 600_000;

interface Contender {
  readonly name: string;
  readonly transfer: () => Promise<void>;
  readonly perSecond: number[];
}

/** MiB per second of large files, up from a local file and down to one: the whole node, and a bare undici. */
export async function transfer({ isQuick }: Options): Promise<Report> {
  const [size, rounds] = isQuick ? [64 * MEBIBYTE, 4] : [512 * MEBIBYTE, 10];
  const host = await openHost(size);
  await pipeline(Readable.from(zeros(size)), createWriteStream(host.up));
  const raw = await startRawTransfer(host);
  const nodeRed = { up: await startTransfers(host, "up"), down: await startTransfers(host, "down") };
  const pairs = (["up", "down"] as const).map((way) => ({
    way,
    ours: contender(`guest ${way === "up" ? "upload" : "download"} node`, () => nodeRed[way].ask("counted", { inFlight: 1, count: 1 }, LONG_MS)),
    theirs: contender(`raw undici ${way}`, () => raw.ask(way, {}, LONG_MS)),
  }));
  for (const { ours, theirs } of pairs) {
    await Promise.all([ours.transfer(), theirs.transfer()]);
    for (let round = 0; round < rounds; round += 1) {
      for (const one of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) {
        await measure(one, size);
      }
    }
  }
  await Promise.all([raw, nodeRed.up, nodeRed.down, host.server].map((worker) => worker.stop()));
  return report(size, rounds, pairs);
}

function contender(name: string, transfer: () => Promise<void>): Contender {
  return { name, transfer, perSecond: [] };
}

function* zeros(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= MEBIBYTE) {
    yield Buffer.alloc(MEBIBYTE);
  }
}

async function measure({ transfer, perSecond }: Contender, size: number): Promise<void> {
  const since = performance.now();
  await transfer();
  perSecond.push(size / MEBIBYTE / ((performance.now() - since) / 1000));
}

function report(size: number, rounds: number, pairs: readonly { way: "up" | "down"; ours: Contender; theirs: Contender }[]): Report {
  const ratios = pairs.map(({ way, ours, theirs }) => ({ way, ratio: ratio(ours.perSecond, theirs.perSecond) }));
  const each = pairs.flatMap(({ ours, theirs }) => [ours, theirs]).map(({ name, perSecond }) => ({ name, mebibytesPerSecond: rounded(median(perSecond)) }));
  const lines = each.map(({ name, mebibytesPerSecond }): Line => [name, `${mebibytesPerSecond} MiB/s`]);
  return {
    title: `transfer: files of ${size / MEBIBYTE} MiB, TLS; medians of ${rounds} rounds`,
    lines: [...lines, ...ratios.map(({ way, ratio: one }): Line => [`node / raw undici, ${way}`, `${ratioText(one)}, target 0.90`])],
    figures: { mebibytes: size / MEBIBYTE, contenders: each, toRawUndici: Object.fromEntries(ratios.map(({ way, ratio: one }) => [way, one])) },
  };
}
