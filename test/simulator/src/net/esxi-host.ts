import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { EsxiCertificate } from "../model/settings";
import type { World } from "../world/world";
import type { ServerCertificate } from "./certificate";
import type { EsxiSockets } from "./esxi-sockets";
import { Listener } from "./listener";
import { patient } from "./patient";

export type EsxiCertificates = Record<EsxiCertificate, ServerCertificate>;

/** The listener of the ESXi host that transfer URLs name. Without certificates it speaks plain http. */
export class EsxiHost extends Listener {
  constructor(world: World, certificates: EsxiCertificates | null, sockets: EsxiSockets, serve: RequestListener) {
    const serverOf = certificates === null ? plain(serve) : secure(certificates, serve);
    super((socket) => {
      sockets.opened(socket);
      serverOf(certificateToShow(world, certificates)).emit("connection", socket);
    });
  }
}

function certificateToShow({ faults, settings }: World, certificates: EsxiCertificates | null): EsxiCertificate {
  const fault = certificates === null ? null : faults.takeForEsxiConnection();
  return fault === null ? settings.esxi_certificate : "wrong_name";
}

function plain(serve: RequestListener): () => Server {
  const server = patient(createHttpServer(serve));
  return () => server;
}

function secure(certificates: EsxiCertificates, serve: RequestListener): (kind: EsxiCertificate) => Server {
  const make = ({ certificate, key }: ServerCertificate): Server =>
    patient(createHttpsServer({ cert: certificate, key }, serve));
  const servers: Record<EsxiCertificate, Server> = {
    ca: make(certificates.ca),
    self_signed: make(certificates.self_signed),
    wrong_name: make(certificates.wrong_name),
  };
  return (kind) => servers[kind];
}
