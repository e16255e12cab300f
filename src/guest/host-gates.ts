import { Gate } from "./gate";

/** An ESXi host's proxy has 128 connections for everybody (Broadcom KB 383231). */
const TRANSFERS_PER_HOST = 4;

/** Lets so many transfers at once go to an ESXi host. */
export class HostGates {
  readonly #gates = new Map<string, Gate>();

  /**
   * To be entered at once: a gate is forgotten when the last one has left it, for a fleet may see many hosts come and go.
   *
   * @param host `host:port`
   */
  gate(host: string): Gate {
    const gate = this.#gates.get(host) ?? this.#newGate(host);
    this.#gates.set(host, gate);
    return gate;
  }

  #newGate(host: string): Gate {
    const gate = new Gate(
      () => TRANSFERS_PER_HOST,
      () => {
        if (gate.isEmpty) {
          this.#gates.delete(host);
        }
      },
    );
    return gate;
  }
}
