import type { NpmRun } from "./npm-run";

/** What `npm start` prints when all is up. */
export interface Printed {
  vm: string;
  path: string;
  editor: string;
  simulator: string;
  ca: string;
  curl: { url: string; body: URLSearchParams };
}

/** Waits until `npm start` has printed all. */
export async function printedBy(start: NpmRun): Promise<Printed> {
  await start.printed(/^Ctrl-C ends everything\.$/m);
  const [, vm = "", path = ""] = await start.printed(/^Created in (\S+): (.+)$/m);
  const [, editor = ""] = await start.printed(/^ *Editor +(http:\S+)$/m);
  const [, simulator = "", ca = ""] = await start.printed(/^ *Simulated vCenter +(https:\S+) \(CA: (.+)\)$/m);
  const [, data = "", url = ""] = await start.printed(/ curl -sS((?: -d \S+)+) (http:\S+)$/m);
  return { vm, path, editor, simulator, ca, curl: { url, body: new URLSearchParams(data.replaceAll(" -d ", "&")) } };
}
