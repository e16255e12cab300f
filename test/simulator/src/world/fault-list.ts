import type { Direction } from "../guest/transfer-spec";
import { CONNECTION_FAULTS, ESXI_CONNECTION_FAULTS, type Fault, type FaultOrder, TRANSFER_FAULTS } from "./fault";

const NO_CALL_FAULTS = [...CONNECTION_FAULTS, ...ESXI_CONNECTION_FAULTS, ...TRANSFER_FAULTS];

/** The faults that wait for their call, in the order they were given: the first that fits, one per call. */
export class FaultList {
  #faults: Fault[] = [];
  #lastId = 0;

  add(order: FaultOrder): Fault {
    this.#lastId += 1;
    const fault = { ...order, id: String(this.#lastId) };
    this.#faults.push(fault);
    return { ...fault };
  }

  remove(id: string): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
    return this.#faults.length < before;
  }

  clear(): void {
    this.#faults = [];
  }

  list(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  takeForCall(operation: string | null, vm: string | null): Fault | null {
    return this.#take((fault) => {
      const meansOperation = fault.operation === "*" || fault.operation === operation;
      const meansVm = fault.vm === null || fault.vm === vm;
      return !NO_CALL_FAULTS.includes(fault.kind) && meansOperation && meansVm;
    });
  }

  takeForTransfer(direction: Direction, vm: string): Fault | null {
    return this.#take((fault) => {
      const meansDirection = (fault.direction ?? direction) === direction;
      const meansVm = fault.vm === null || fault.vm === vm;
      return TRANSFER_FAULTS.includes(fault.kind) && meansDirection && meansVm;
    });
  }

  takeForEsxiConnection(): Fault | null {
    return this.#take((fault) => ESXI_CONNECTION_FAULTS.includes(fault.kind));
  }

  takeForConnection(): Fault | null {
    return this.#take((fault) => CONNECTION_FAULTS.includes(fault.kind));
  }

  /** The first whose turn has come is served; for all others that fit the call has passed. */
  #take(fits: (fault: Fault) => boolean): Fault | null {
    const fitting = this.#faults.filter(fits);
    const served = fitting.find((fault) => fault.after === 0) ?? null;
    for (const fault of fitting) {
      fault.after = Math.max(0, fault.after - 1);
    }
    if (served !== null) {
      this.#use(served);
    }
    return served === null ? null : { ...served };
  }

  #use(fault: Fault): void {
    if (fault.times === null) {
      return;
    }
    fault.times -= 1;
    if (fault.times <= 0) {
      this.#faults = this.#faults.filter((other) => other !== fault);
    }
  }
}
