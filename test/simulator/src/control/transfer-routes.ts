import type { FastifyInstance } from "fastify";
import { ESXI_HOST } from "../defaults";
import type { Control } from "./control";

/** Where the ESXi host is, and what has been asked of it. */
export function addTransferRoutes(app: FastifyInstance, { world }: Control): void {
  app.get("/_simulator/esxi", () => {
    const { scheme, esxiPort } = world.endpoints;
    const address = `127.0.0.1:${String(esxiPort)}`;
    const hostMap = `${ESXI_HOST}=${address}`;
    return { host: ESXI_HOST, port: esxiPort, address, url: `${scheme}://${ESXI_HOST}:${String(esxiPort)}`, host_map: hostMap };
  });

  app.get("/_simulator/transfers", () => world.transferLog.records());
}
