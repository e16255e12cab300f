import type { Call } from "./caller";
import { type GuestCredentials, secretsOf } from "./guest-credentials";
import { operations } from "./operations";
import { segment } from "./segment";
import type { components } from "./wire";

type CreateSpec = components["schemas"]["Vcenter.Vm.Guest.Filesystem.Transfers.CreateSpec"];

/** What a file is to be, and how many bytes it has. */
export type NewFile = NonNullable<CreateSpec["attributes"]>;

interface Body {
  readonly credentials: GuestCredentials;
  readonly spec: CreateSpec;
}

/** Asks for a URL that takes the bytes of a file; it is a secret, and good for one transfer (CONTRACT.md section 5). */
export function uploadUrl(vm: string, body: Body & { readonly spec: { readonly attributes: NewFile } }): Call<string> {
  return { ...common(vm, body), operation: operations.uploadUrl };
}

/** Asks for a URL that gives the bytes of a file. */
export function downloadUrl(vm: string, credentials: GuestCredentials, path: string): Call<string> {
  return { ...common(vm, { credentials, spec: { path } }), operation: operations.downloadUrl };
}

function common(vm: string, body: Body): Omit<Call<string>, "operation"> {
  const { credentials, spec } = body;
  const url = `/vcenter/vm/${segment(vm)}/guest/filesystem?action=create`;
  return { vm, path: spec.path, method: "POST", url, body, secrets: secretsOf(credentials), read: text };
}

function text(body: unknown): string | undefined {
  return typeof body === "string" ? body : undefined;
}
