import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { Node, NodeAPI } from "node-red";
import sinon from "sinon";
import type { ConnectionDef, ConnectionSecrets } from "../../src/runtime/connection";
import { openConnection } from "../../src/runtime/connection-nodes";
import { Pools } from "../../src/runtime/pools";

/** A node as the code sees it, without a runtime; what it does can be watched. */
export class FakeNode extends EventEmitter {
  id = "";
  type = "";
  name: string | undefined;
  wires: string[][] = [];
  credentials: object = {};
  readonly status = sinon.stub();
  readonly warn = sinon.stub();
  readonly error = sinon.stub();
  readonly debug = sinon.stub();
  readonly context = sinon.stub();

  asNode<T extends object = object>(): Node<T> {
    return this as unknown as Node<T>;
  }
}

/** The parts of Node-RED's API that src/runtime uses; `util` is the real one. */
export class FakeRed {
  readonly nodes = new Map<string, unknown>();
  readonly settings: Record<string, unknown> = {};
  readonly events = new EventEmitter();
  readonly #pools = new Pools();
  readonly #types = new Map<string, (this: unknown, def: object) => void>();

  get api(): NodeAPI {
    const { util } = createRequire(__filename)("node-red") as { util: object };
    const nodes = {
      createNode: (node: FakeNode, def: Partial<FakeNode>) => Object.assign(node, def),
      registerType: (type: string, create: (this: unknown, def: object) => void) => this.#types.set(type, create),
      getNode: (id: string) => this.nodes.get(id) ?? null,
    };
    return { nodes, settings: this.settings, events: this.events, util } as unknown as NodeAPI;
  }

  /** Creates a node of a registered type. */
  create(type: string, def: object): FakeNode {
    const node = new FakeNode();
    this.#types.get(type)!.call(node, { id: "node-1", type, ...def });
    return node;
  }

  /** A connection node that is fully configured. */
  connect(def: Partial<ConnectionDef> = {}, secrets: ConnectionSecrets = { username: "u", password: "p" }): FakeNode {
    const node = new FakeNode();
    node.credentials = secrets;
    const full = { id: "connection-1", type: "vcenter-connection", name: "", z: "", server: "vcenter.example.com", ...def };
    openConnection(this.api, node.asNode(), full, this.#pools);
    this.nodes.set("connection-1", node);
    return node;
  }
}
