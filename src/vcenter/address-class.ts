import dns from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Addresses that mean another machine for everybody, or many: no ESXi host has one of them. */
const PRIVATE_TO_HOST = new BlockList();
for (const [network, bits] of [["0.0.0.0", 8], ["127.0.0.0", 8], ["169.254.0.0", 16], ["224.0.0.0", 4], ["255.255.255.255", 32]] as const) {
  PRIVATE_TO_HOST.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [["::", 128], ["::1", 128], ["fe80::", 10], ["ff00::", 8]] as const) {
  PRIVATE_TO_HOST.addSubnet(network, bits, "ipv6");
}

/** Whether a host is, by its address or by a name of `localhost`, loopback, link-local or multicast. */
export function isPrivateToHost(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? /^(.+\.)?localhost\.?$/.test(host) : PRIVATE_TO_HOST.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** The name of a host leads to an address that no ESXi host has. */
export class ForbiddenAddress extends Error {
  readonly code = "EFORBIDDENADDRESS";
}

/** Resolves names as Node does, but refuses what {@link isPrivateToHost}, unless the server itself is there. */
export function guardedLookup(server: string): LookupFunction {
  return (name, options, callback) => {
    dns.lookup(name, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      void checked(found, server).then(
        () => {
          answer(found, options.all === true, callback);
        },
        (refused: unknown) => {
          callback(refused as NodeJS.ErrnoException, []);
        },
      );
    });
  };
}

function answer(found: dns.LookupAddress[], wantsAll: boolean, callback: Parameters<LookupFunction>[2]): void {
  const [first] = found;
  if (wantsAll || first === undefined) {
    callback(null, found);
  } else {
    callback(null, first.address, first.family);
  }
}

/** @throws ForbiddenAddress */
async function checked(found: dns.LookupAddress[], server: string): Promise<void> {
  if (found.some(({ address }) => isPrivateToHost(address)) && !(await isServerPrivate(server))) {
    throw new ForbiddenAddress("the address is not one of an ESXi host");
  }
}

async function isServerPrivate(server: string): Promise<boolean> {
  const found = await dns.promises.lookup(server, { all: true }).catch(() => []);
  return found.some(({ address }) => isPrivateToHost(address));
}
