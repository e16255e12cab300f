import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_VM_COUNT, GUEST_PASSWORD, GUEST_USER, VCENTER_PASSWORD, VCENTER_USER } from "./defaults";
import { type Listeners, makeListeners } from "./listeners";
import type { Family } from "./model/vm";
import { type Certificates, makeCertificates } from "./net/certificate";
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
  const listeners = await makeListeners(world, certificates);
  const url = `${http ? "http" : "https"}://127.0.0.1:${String(await listenOrStop(listeners, port))}`;
  return {
    address: addressOf(world, url, ca),
    url,
    close: once(async () => {
      await listeners.stop();
      await rm(folder, { recursive: true, force: true });
    }),
  };
}

/** A simulator that cannot have its port leaves no listener behind. */
async function listenOrStop(listeners: Listeners, port: number): Promise<number> {
  try {
    return await listeners.listen(port);
  } catch (error) {
    await listeners.stop();
    throw error;
  }
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
