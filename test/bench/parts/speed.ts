import { type CannedVcenter, type Counts, openVcenter, startCore, startOurs, startRawUndici } from "../contenders";
import { type Line, median, number, ratio, ratioText, type Report, rounded } from "../figures";
import type { Options } from "../options";
import type { Worker } from "../worker";

const IN_FLIGHT = 64;
const WARM_UP_MS = 4_000;

interface Timed {
  readonly calls: number;
  readonly seconds: number;
  readonly cpuMicros: number;
}

interface Contender {
  readonly name: string;
  readonly worker: Worker;
  readonly perSecond: number[];
  readonly cpuPerCall: number[];
  /** Of the server for this contender. */
  readonly served: { -readonly [name in keyof Counts]: number };
}

/** Calls per second: the whole node, a bare undici, and the flow that people build without the node. */
export async function speed({ isQuick, nodeOptions }: Options): Promise<Report> {
  const vcenter = await openVcenter();
  const contenders = [
    contender("guest temp file node", await startOurs(vcenter, {}, nodeOptions)),
    contender("raw undici", await startRawUndici(vcenter, false)),
    contender("raw undici, deferred", await startRawUndici(vcenter, true)),
    contender("function + http request", await startCore(vcenter)),
  ] as const;
  const [rounds, leadIn, ms] = isQuick ? [8, 100, 400] : [40, 100, 400];
  const load = { inFlight: IN_FLIGHT, leadIn, ms };
  for (const { worker } of contenders) {
    // Time for the compiler; it does not count.
    await worker.ask("timed", { ...load, ms: WARM_UP_MS });
  }
  for (let round = 0; round < rounds; round += 1) {
    // Each comes first, second and so on equally often, so that none always follows the same one.
    const first = round % contenders.length;
    for (const one of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      await measure(one, vcenter, load);
    }
  }
  await Promise.all([vcenter.server, ...contenders.map(({ worker }) => worker)].map((worker) => worker.stop()));
  return report(rounds, ms, contenders);
}

function contender(name: string, worker: Worker): Contender {
  return { name, worker, perSecond: [], cpuPerCall: [], served: { connections: 0, calls: 0, cpuMicros: 0 } };
}

async function measure(one: Contender, { server }: CannedVcenter, load: object): Promise<void> {
  const before = await server.ask<Counts>("counts");
  const { calls, seconds, cpuMicros } = await one.worker.ask<Timed>("timed", load);
  const after = await server.ask<Counts>("counts");
  one.perSecond.push(calls / seconds);
  one.cpuPerCall.push(cpuMicros / calls);
  for (const name of ["connections", "calls", "cpuMicros"] as const) {
    one.served[name] += after[name] - before[name];
  }
}

function report(rounds: number, ms: number, contenders: readonly [Contender, Contender, Contender, Contender]): Report {
  const [ours, raw, deferred, core] = contenders;
  const toRawUndici = ratio(ours.perSecond, raw.perSecond);
  const toDeferred = ratio(ours.perSecond, deferred.perSecond);
  const toCore = ratio(ours.perSecond, core.perSecond);
  const cpuOfRawUndici = ratio(raw.cpuPerCall, ours.cpuPerCall);
  const each = contenders.map((one) => ({
    name: one.name,
    callsPerSecond: rounded(median(one.perSecond)),
    best: rounded(Math.max(...one.perSecond)),
    cpuMicrosPerCall: rounded(median(one.cpuPerCall)),
    serverCpuMicrosPerCall: rounded(one.served.cpuMicros / one.served.calls),
    connectionsPerThousandCalls: rounded((one.served.connections / one.served.calls) * 1000),
  }));
  const lines = each.map((one): Line => {
    const cpu = `${number(one.cpuMicrosPerCall)} µs of CPU a call (server ${number(one.serverCpuMicrosPerCall)})`;
    const connections = `${number(one.connectionsPerThousandCalls)} connections per 1,000 calls`;
    return [one.name, `${number(one.callsPerSecond)} calls/s (best ${number(one.best)}), ${cpu}, ${connections}`];
  });
  return {
    title: `speed: ${IN_FLIGHT} in flight over 512 VMs, TLS; medians of ${rounds} rounds of ${ms / 1000} s`,
    lines: [
      ...lines,
      ["node / raw undici", `${ratioText(toRawUndici)}, target 0.70`],
      ["node / raw undici, deferred", ratioText(toDeferred)],
      ["node / function + http request", `${ratioText(toCore)}, target 20`],
      ["CPU of raw undici / CPU of node", ratioText(cpuOfRawUndici)],
    ],
    figures: { contenders: each, toRawUndici, toDeferredRawUndici: toDeferred, toCore, cpuOfRawUndici },
  };
}
