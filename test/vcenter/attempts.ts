import type { Attempt } from "../../src/vcenter/operations";
import { operations } from "../../src/vcenter/operations";

/** Attempts as the client makes them, for tests of what an error says. */
export const CREATE: Attempt = {
  operation: operations.createTemporaryFile,
  server: "vc.example.com:443",
  operationId: "11111111-2222-4333-8444-555555555555",
  vm: "vm-42",
  path: "/var/tmp",
};
export const LIST: Attempt = { operation: operations.listVms, server: "vc.example.com:443", operationId: "opid-list" };
export const READY: Attempt = { ...LIST, operation: operations.guestOperations, vm: "vm-42" };
export const LOG_IN: Attempt = { ...LIST, operation: operations.logIn };

/** Nothing to replace. */
export const asItIs = (text: string): string => text;
