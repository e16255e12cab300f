import type { RequestListener } from "node:http";
import { addControlRoutes } from "./control/control-routes";
import { addApiRoutes, API_ROUTE } from "./net/api-routes";
import type { Certificates } from "./net/certificate";
import { EsxiHost } from "./net/esxi-host";
import { EsxiSockets } from "./net/esxi-sockets";
import { Front } from "./net/front";
import { SocketCounts } from "./net/socket-counts";
import { isControl, makeWebServer } from "./net/web-server";
import { isGuestFile } from "./transfer/guest-file-url";
import { transferListener } from "./transfer/serve-transfer";
import { HangingCalls } from "./world/hanging-calls";
import type { World } from "./world/world";

/** What a client connects to: vCenter and the ESXi host. */
export interface Listeners {
  /** Listens, vCenter on the given port (0: a free one), and gives vCenter's. */
  listen(port: number): Promise<number>;
  stop(): Promise<void>;
}

/** Puts listeners, web servers and routes together. */
export async function makeListeners(world: World, certificates: Certificates | null): Promise<Listeners> {
  const hanging = new HangingCalls();
  const sockets = new SocketCounts();
  const esxiSockets = new EsxiSockets();
  const { app, server } = makeWebServer(certificates, API_ROUTE, forTransfers(world, hanging));
  app.addHook("onRequest", (request, _reply, done) => {
    sockets.used(request.socket.remotePort ?? 0, isControl(request.originalUrl) ? "control" : "api");
    done();
  });
  addApiRoutes(app, world, hanging);
  addControlRoutes(app, { world, hanging, sockets, esxiSockets });
  await app.ready();
  const front = new Front(server, () => world.faults, sockets);
  const serve = transferListener({ world, hanging, listener: "esxi" });
  const esxi = new EsxiHost(world, certificates?.esxi ?? null, esxiSockets, serve);
  return {
    listen: (port) => listen(world, { front, esxi }, port, certificates === null ? "http" : "https"),
    async stop() {
      await Promise.all([front.close(), esxi.close()]);
      hanging.release();
      await world.close();
      await app.close();
    },
  };
}

/** URLs with the host `*` lead to vCenter itself. Their bytes must not go through the web framework. */
function forTransfers(world: World, hanging: HangingCalls): (url: string) => RequestListener | null {
  const serve = transferListener({ world, hanging, listener: "main" });
  return (url) => (isGuestFile(url) ? serve : null);
}

async function listen(
  world: World,
  { front, esxi }: { front: Front; esxi: EsxiHost },
  port: number,
  scheme: "http" | "https",
): Promise<number> {
  const esxiPort = await esxi.listen(0);
  const mainPort = await front.listen(port);
  world.endpoints = { scheme, mainPort, esxiPort };
  return mainPort;
}
