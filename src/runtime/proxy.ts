import type { NodeAPI } from "node-red";
import type { Proxy } from "../vcenter/dispatcher";
import { invalid } from "../vcenter/error";
import type { ServerAddress } from "../vcenter/server-address";
import { secretSetting, setting } from "./environment";

/** A node of core's `http proxy`; of another type, if the flow file says so. */
interface HttpProxyNode {
  readonly url?: unknown;
  readonly noproxy?: unknown;
  readonly credentials?: { readonly username?: string; readonly password?: string };
}

export interface ChosenProxy extends Proxy {
  /** Its password, and what of its login stands in a header. */
  readonly secrets: readonly string[];
}

/** A proxy configuration, which may leave out servers. */
export interface ProxyChoice {
  /** The proxy on the way to a server, `undefined` for none. @throws as {@link proxyChoice}. */
  for(server: ServerAddress): ChosenProxy | undefined;
  readonly secrets: readonly string[];
}

const NO_PROXY: ProxyChoice = { for: () => undefined, secrets: [] };

/** @throws VCenterError INVALID_ARGUMENT, subject `configuration`. */
export function proxyChoice(RED: NodeAPI, id: string): ProxyChoice {
  if (id === "") {
    return NO_PROXY;
  }
  const node = RED.nodes.getNode(id) as unknown as HttpProxyNode | null | undefined;
  if (!node) {
    throw invalid("configuration", "The proxy configuration of the connection is missing or disabled. Choose another.");
  }
  const proxy = chosen(node);
  return {
    for: (server) => (bypasses(node.noproxy, server) ? undefined : safe(proxy, server)),
    secrets: proxy.secrets,
  };
}

function safe(proxy: ChosenProxy, { origin }: ServerAddress): ChosenProxy {
  if (origin.startsWith("http:")) {
    throw invalid(
      "configuration",
      "A proxy would carry the passwords of an http connection in clear text. Use https, or no proxy for this server.",
    );
  }
  return proxy;
}

function chosen(node: HttpProxyNode): ChosenProxy {
  const url = proxyUrl(setting(node.url, "URL of the proxy configuration"));
  const username = setting(node.credentials?.username, "user of the proxy configuration");
  const password = secretSetting(node.credentials?.password, "password of the proxy configuration");
  if (username === "") {
    return { url, secrets: [] };
  }
  const basic = Buffer.from(`${username}:${password}`, "utf8").toString("base64");
  return { url, login: `Basic ${basic}`, secrets: [basic, password] };
}

function proxyUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if ((url?.protocol !== "http:" && url?.protocol !== "https:") || url.username !== "" || url.password !== "") {
    throw invalid(
      "configuration",
      "The URL of the proxy configuration must be http or https and hold no user; its login has fields of its own.",
    );
  }
  return url.origin;
}

/** As `no_proxy` is read: a host, with its subdomains, maybe with a port, or `*`. */
function bypasses(noproxy: unknown, { host, name }: ServerAddress): boolean {
  const entries = Array.isArray(noproxy) ? noproxy.map((entry) => String(entry).trim().toLowerCase()) : [];
  return entries.some((entry) => {
    const plain = entry.replace(/^\*?\./, "");
    const isOurs = (text: string): boolean => text === plain || text.endsWith(`.${plain}`);
    return entry === "*" || (plain !== "" && (isOurs(host) || isOurs(name)));
  });
}
