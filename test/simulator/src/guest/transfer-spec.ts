/** A transfer as it stands in the request (contract: Vcenter.Vm.Guest.Filesystem.Transfers.CreateSpec). */
export interface TransferSpec {
  path: string;
  /** Set for an upload, left out for a download: CONTRACT.md section 5. */
  attributes?: UploadAttributes;
}

/** The file that an upload makes (contract: FileCreationAttributes). */
export interface UploadAttributes {
  /** Bytes. */
  size: number;
  overwrite?: boolean;
  /** RFC 3339, as both times. */
  last_modified?: string;
  last_accessed?: string;
  posix?: { owner_id?: number; group_id?: number; permissions?: string };
  windows?: { hidden?: boolean; read_only?: boolean };
}

export type Direction = "upload" | "download";

export function directionOf({ attributes }: TransferSpec): Direction {
  return attributes === undefined ? "download" : "upload";
}
