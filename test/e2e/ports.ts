import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/** Listens on a loopback port for a moment: the port itself, or the error that says why not. `0`: any free one. */
export async function tryPort(port: number): Promise<number> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: found } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return found;
}
