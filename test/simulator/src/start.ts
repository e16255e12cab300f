import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addApiRoutes, API_ROUTE } from "./net/api-routes";
import { addControlRoutes } from "./control/control-routes";
import { DEFAULT_VM_COUNT, GUEST_PASSWORD, GUEST_USER, VCENTER_PASSWORD, VCENTER_USER } from "./defaults";
import { HangingCalls } from "./world/hanging-calls";
import type { Family } from "./model/vm";
import { type Certificates, makeCertificates } from "./net/certificate";
import { Front } from "./net/front";
import { SocketCounts } from "./net/socket-counts";
import { isControl, makeWebServer } from "./net/web-server";
import { World } from "./world/world";

export interface SimulatorOptions {
  /** 0: a free one. */
  port?: number;
  /** Plain http instead of https. */
  http?: boolean;
  /** How many VMs there are at start. */
  vms?: number;
  /** Makes the names of temporary files repeatable. */
  seed?: number;
}

/** Where the simulator is and how to log in. */
export interface Address {
  url: string;
  /** The file with the certificate of its CA; null with http. */
  ca: string | null;
  username: string;
  password: string;
  guestUsername: string;
  guestPassword: string;
  vms: { vm: string; name: string; family: Family }[];
}

export interface Simulator {
  address: Address;
  url: string;
  close(): Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const folder = await mkdtemp(join(tmpdir(), "vcenter-guest-simulator-"));
  try {
    return await startIn(folder, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string, options: SimulatorOptions): Promise<Simulator> {
  const { port = 0, http = false, vms = DEFAULT_VM_COUNT, seed = null } = options;
  const certificates = http ? null : await makeCertificates();
  const ca = certificates === null ? null : await writeCa(folder, certificates);
  const world = new World({ folder, vms, seed });
  const { front, stop } = await connect(world, certificates);
  const url = `${http ? "http" : "https"}://127.0.0.1:${String(await front.listen(port))}`;
  return {
    address: addressOf(world, url, ca),
    url,
    close: once(async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    }),
  };
}

/** Puts front, web server and routes together. */
async function connect(
  world: World,
  certificates: Certificates | null,
): Promise<{ front: Front; stop: () => Promise<void> }> {
  const { app, server } = makeWebServer(certificates, API_ROUTE);
  const hanging = new HangingCalls();
  const sockets = new SocketCounts();
  app.addHook("onRequest", (request, _reply, done) => {
    sockets.used(request.socket.remotePort ?? 0, isControl(request.originalUrl) ? "control" : "api");
    done();
  });
  addApiRoutes(app, world, hanging);
  addControlRoutes(app, { world, hanging, sockets });
  await app.ready();
  const front = new Front(server, () => world.faults, sockets);
  const stop = async (): Promise<void> => {
    await front.close();
    hanging.release();
    await world.close();
    await app.close();
  };
  return { front, stop };
}

async function writeCa(folder: string, { ca }: Certificates): Promise<string> {
  const file = join(folder, "ca.pem");
  await writeFile(file, ca);
  return file;
}

function addressOf(world: World, url: string, ca: string | null): Address {
  return {
    url,
    ca,
    username: VCENTER_USER,
    password: VCENTER_PASSWORD,
    guestUsername: GUEST_USER,
    guestPassword: GUEST_PASSWORD,
    vms: world.inventory.list().map(({ config: { vm, name, family } }) => ({ vm, name, family })),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | null = null;
  return () => (result ??= work());
}
