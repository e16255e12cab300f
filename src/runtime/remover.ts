import type { NodeAPI } from "node-red";
import { Job } from "../guest/job";
import type { Entry } from "../guest/ledger/entry";
import { removeEntry } from "../guest/ledger/remove-entry";
import type { Remover } from "../guest/ledger/remover";
import type { Place } from "../guest/work";
import type { GuestCredentials } from "../vcenter/client";
import { invalid } from "../vcenter/error";
import type { Connection } from "./connection";
import { connectionOf } from "./connection-nodes";
import { guestLoginHook } from "./guest-login-hook";
import { loginNameOf } from "./login-name";

/** Removes entries of the ledger as the connections of this runtime that made them. */
export function remover(RED: NodeAPI): Remover {
  return {
    isIdle: (entry) => isLive(RED, entry) ? connectionOf(RED, entry.connection).pool.turns.isIdle(entry.vm) : undefined,
    remove: async (entry) => {
      if (!isLive(RED, entry)) {
        throw invalid("configuration", `The connection of this entry is not there, or does not lead to ${entry.server} any more.`);
      }
      const connection = connectionOf(RED, entry.connection);
      const job = new Job({
        warn: (text) => {
          RED.log.warn(text);
        },
      });
      return removeEntry(connection.pool, job, entry, placeOf(RED, connection, entry));
    },
  };
}

/** Whether the connection of an entry is there, and still leads to the same vCenter. */
export function isLive(RED: NodeAPI, { connection, server }: Entry): boolean {
  try {
    return connectionOf(RED, connection).pool.server === server;
  } catch {
    return false;
  }
}

function placeOf(RED: NodeAPI, connection: Connection, { vm, login }: Entry): Place {
  const { pool, limits } = connection;
  const credentialsFor = connection.logins.choose(login, guestLoginHook(RED), pool.server);
  return {
    vm,
    loginName: loginNameOf(connection.id, login),
    credentials: (): GuestCredentials | Promise<GuestCredentials> => credentialsFor(vm),
    queueTimeout: limits.timeout,
    timeout: limits.timeout,
    maxAttempts: limits.maxAttempts,
    waitForTools: 0,
  };
}
