import { INSTANCE_UUID } from "../../defaults";
import type { Machine } from "../../guest/machine";
import { message, VapiError } from "../vapi-error";

/** 404 with `{pid}` in `data`: CONTRACT.md section 4. */
export function processNotFound({ config }: Machine, pid: number): VapiError {
  const text = `The process ${String(pid)} was not found.`;
  const args = [`${config.vm}:${INSTANCE_UUID}`, String(pid)];
  const messages = [message("com.vmware.api.vcenter.vm.guest.process_not_found", text, ...args)];
  return new VapiError({ status: 404, type: "NOT_FOUND", messages, data: { pid } });
}

/** Does the work; an error of these types may come although the operation does not declare it. */
export async function orUndeclared<T>(types: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof VapiError && types.includes(error.fields.type)
      ? new VapiError({ ...error.fields, mayBeUndeclared: true })
      : error;
  }
}
