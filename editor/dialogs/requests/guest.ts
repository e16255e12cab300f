import type { Fields } from "../fields";
import { Later, later } from "../later";
import type { Request } from "../request";
import { needed, optional } from "../typed";
import { query } from "../query";
import { segment } from "../url";

/** Where the requests of a node go, and as whom. */
export interface Guest {
  /** That of the VM, as a path. */
  readonly url: string;
  readonly credentials: Later;
  /** What is asked first: the id of a VM that is given by its name. */
  readonly lookup: readonly Request[];
}

export function guestOf(fields: Fields): Guest {
  const vm = needed(fields, "vm");
  const isNamed = fields.vmBy === "name" && !isOfGuest(fields);
  const id = isNamed ? later("vcenter-connection.preview.vmId", { vm }) : vm;
  return {
    url: `/api/vcenter/vm/${segment(id)}/guest`,
    credentials: credentialsOf(fields),
    lookup: isNamed ? [{ method: "GET", url: `/api/vcenter/vm${query([["names", vm]])}` }] : [],
  };
}

/** What comes from `msg.guest` is an id in any case. */
function isOfGuest({ vmType, vm }: Fields): boolean {
  return vmType === "msg" && /^(?:msg\.)?guest[.[]/.test(String(vm));
}

/** Never a secret: the login is named. */
function credentialsOf(fields: Fields): Later {
  const login = optional(fields, "login");
  if (login === undefined) {
    return later("vcenter-connection.preview.ownLogin");
  }
  return later(login instanceof Later ? "vcenter-connection.preview.loginLater" : "vcenter-connection.preview.namedLogin", { login });
}
