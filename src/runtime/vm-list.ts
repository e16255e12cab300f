/** A VM among which the editor's user chooses. */
export interface ListedVm {
  readonly vm: string;
  readonly name: string;
  readonly power_state?: string | undefined;
}

/** What the editor is told of the VMs of a connection; `more` are left out. */
export interface VmList {
  readonly count: number;
  readonly more: number;
  readonly vms: readonly ListedVm[];
  /** There are more VMs than vCenter lists, so that only one whose whole name was given is found. */
  readonly isByWholeName: boolean;
}
