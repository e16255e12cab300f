import { openVcenter, startOurs } from "../contenders";
import { number, type Report, rounded } from "../figures";
import type { Options } from "../options";

const LONG_MS = 900_000;

/** Whether the heap grows with the messages that went through. */
export async function heap({ isQuick }: Options): Promise<Report> {
  const [few, many] = isQuick ? [5_000, 30_000] : [50_000, 300_000];
  const vcenter = await openVcenter();
  const ours = await startOurs(vcenter, {}, ["--expose-gc"]);
  const measured: number[] = [];
  for (const count of [few, many - few]) {
    await ours.ask("counted", { inFlight: 64, count }, LONG_MS);
    measured.push((await ours.ask<number>("heapUsed")) / 2 ** 20);
  }
  await Promise.all([ours.stop(), vcenter.server.stop()]);
  const [early = NaN, late = NaN] = measured;
  const growth = rounded(late / early);
  const mebibytes = (value: number): string => `${value.toFixed(1)} MiB`;
  return {
    title: "heap: in use after a collection, of the whole Node-RED",
    lines: [
      [`after ${number(few)} messages`, mebibytes(early)],
      [`after ${number(many)} messages`, mebibytes(late)],
      ["late / early", String(growth)],
    ],
    figures: { few, many, earlyMebibytes: rounded(early), lateMebibytes: rounded(late), growth },
  };
}
