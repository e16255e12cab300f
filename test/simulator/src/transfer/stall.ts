import { once } from "node:events";
import type { TransferCall } from "./transfer-call";

/** Waits until a test releases what hangs, or the client goes. */
export async function released({ service, response }: TransferCall): Promise<void> {
  if (!response.destroyed) {
    await Promise.race([service.hanging.wait(), once(response, "close")]);
  }
}
