import { Gate } from "./gate";

/** An ESXi host's proxy has 128 connections for everybody (Broadcom KB 383231). */
const TRANSFERS_PER_HOST = 4;

/** Lets so many transfers at once go to an ESXi host. */
export class HostGates {
  readonly #gates = new Map<string, Gate>();

  /** @param host `host:port` */
  gate(host: string): Gate {
    const gate = this.#gates.get(host) ?? new Gate(() => TRANSFERS_PER_HOST);
    this.#gates.set(host, gate);
    return gate;
  }
}
