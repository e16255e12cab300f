import type { HostWay } from "../vcenter/dispatcher";
import type { ServerAddress } from "../vcenter/server-address";
import type { TransferTarget } from "../vcenter/transfer-url";

/** How a connection reaches ESXi hosts, which serve the bytes of guest files. */
export interface Hosts {
  readonly server: ServerAddress;
  /** @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
  way(target: TransferTarget): HostWay;
}
