import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { pipeline, type Duplex } from "node:stream";

/** What a proxy does with a CONNECT that has the right login: make the tunnel, refuse with a status, or misbehave. */
export type Manner = "tunnel" | "hang up" | "stay silent" | "talk nonsense" | number;

/** An HTTP proxy that tunnels by CONNECT, on loopback. */
export class ConnectProxy {
  manner: Manner = "tunnel";
  /** The `Proxy-Authorization` that it demands; none if empty. */
  login = "";
  /** How many connections it has accepted. */
  connections = 0;
  /** The targets it was asked for, and with which login. */
  readonly asked: { readonly target: string; readonly login: string | undefined }[] = [];
  readonly #server: Server = createServer();
  readonly #sockets = new Set<Duplex>();

  private constructor() {
    this.#server.on("connection", (socket) => {
      this.connections += 1;
      this.#track(socket);
    });
    this.#server.on("connect", (request: IncomingMessage, socket: Socket) => {
      this.#answer(request, socket);
    });
  }

  static async start(): Promise<ConnectProxy> {
    const proxy = new ConnectProxy();
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections that are open, on either side. */
  get open(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
    await once(this.#server, "close");
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  #answer(request: IncomingMessage, socket: Socket): void {
    const login = request.headers["proxy-authorization"];
    this.asked.push({ target: request.url ?? "", login });
    if (this.login !== "" && login !== this.login) {
      refuse(socket, 407);
    } else if (this.manner === "tunnel") {
      this.#tunnel(request.url ?? "", socket);
    } else if (this.manner === "hang up") {
      socket.destroy();
    } else if (this.manner === "talk nonsense") {
      socket.end("220 mail.example.com ESMTP\r\n");
    } else if (this.manner === "stay silent") {
      socket.resume().once("end", () => socket.destroy());
    } else {
      refuse(socket, this.manner);
    }
  }

  #tunnel(target: string, socket: Socket): void {
    const { hostname, port } = new URL(`http://${target}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      pipeline(socket, upstream, socket, () => undefined);
    });
    this.#track(upstream);
    upstream.once("error", () => {
      refuse(socket, 502);
    });
  }
}

function refuse(socket: Socket, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 7\r\nConnection: close\r\n\r\nRefused`);
}
