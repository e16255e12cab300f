import { type Counts, openVcenter, startOurs } from "../contenders";
import { number, type Report, rounded } from "../figures";
import type { Options } from "../options";

const MAX_CONCURRENT = 4;

/** Memory of messages that wait for a server which does not answer. */
export async function waiting({ isQuick }: Options): Promise<Report> {
  const count = isQuick ? 20_000 : 100_000;
  const vcenter = await openVcenter({ isSilent: true });
  const limits = { queueLimit: 200_000, maxConcurrent: MAX_CONCURRENT, timeout: 3_600, queueTimeout: 3_600 };
  const ours = await startOurs(vcenter, limits, ["--expose-gc"]);
  const bytes = await ours.ask<{ bare: number; waiting: number }>("waiting", { count });
  const { calls } = await vcenter.server.ask<Counts>("counts");
  await Promise.all([ours.stop(), vcenter.server.stop()]);
  // It may be fewer: a guest login that has not succeeded yet is tried a few times at once only.
  if (calls === 0 || calls > MAX_CONCURRENT) {
    throw new Error(`${calls} requests were sent instead of up to ${MAX_CONCURRENT}, so the messages did not wait.`);
  }
  const [waitingBytes, bareBytes] = [rounded(bytes.waiting / count), rounded(bytes.bare / count)];
  const toBare = rounded(bytes.waiting / bytes.bare);
  return {
    title: `waiting: ${number(count)} messages in the queue of one node`,
    lines: [
      ["a message in the queue", `${number(waitingBytes)} bytes of heap, itself included`],
      ["the same message in an array", `${number(bareBytes)} bytes`],
      ["queue / array", String(toBare)],
    ],
    figures: { count, bytesPerMessage: waitingBytes, bytesPerBareMessage: bareBytes, toBare },
  };
}
