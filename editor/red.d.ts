/** The parts of the editor's own API that are used here. */
interface Notification {
  close(): void;
}

interface NotificationOptions {
  type?: string;
  modal?: boolean;
  fixed?: boolean;
  buttons?: { text: string; class?: string; click: () => void }[];
}

interface TabOptions {
  id: string;
  label: string;
  name: string;
  iconClass: string;
  content: HTMLElement;
  enableOnEdit: boolean;
  action: string;
}

/** A node whose dialog is open. */
interface EditedNode {
  id: string;
  type: string;
  z?: string;
  _def: { defaults: Record<string, unknown>; credentials?: Record<string, unknown> };
}

interface ConfigNode {
  id: string;
  type: string;
  name: string;
  connection?: string;
}

interface Panel {
  show(options: { target: Query; align: "left" }): void;
  hide(): void;
}

declare const RED: {
  _(key: string, values?: Record<string, string | number>): string;
  actions: { add(name: string, action: () => void): void };
  editor: { editConfig(property: string, type: string, id: string): void };
  events: { on(name: string, listener: () => void): void };
  nodes: {
    node(id: string): { type: string } | null;
    eachConfig(visit: (node: ConfigNode) => void): void;
    registerType(type: string, definition: NodeDefinition): void;
  };
  notify(html: string, options: NotificationOptions): Notification;
  popover: { panel(content: Query): Panel };
  plugins: { registerPlugin(id: string, definition: { onadd: () => void }): void };
  sidebar: { addTab(options: TabOptions): void; show(id: string): void };
  tray: { resize(): void };
  user: { hasPermission(permission: string): boolean };
  validators: { typedInput(options: { typeField: string }): Check };
  view: { reveal(id: string): void };
  /** What the dialogs of this package share. */
  vcenterGuest: {
    offerTest: typeof import("./connection/test").offerTest;
    openDialog: typeof import("./dialogs/open").openDialog;
    previewOf: typeof import("./dialogs/preview").previewOf;
  };
};

/** A type of a typed field, beside those that have a name. */
interface TypedInputType {
  value: string;
  label: string;
  icon: string;
  autoComplete: (part: string) => string[];
}

/** The parts of jQuery and its widgets that are used here: events of widgets are jQuery's own. */
interface Query {
  on(events: string, listener: () => void): void;
  readonly length: number;
  val(): string | undefined;
  val(value: string): void;
  toggle(isShown: boolean): void;
  prop(name: string, value: boolean): void;
  typedInput(options: { default: string; types: (string | TypedInputType)[]; typeField: string }): void;
  typedInput(what: "value" | "type"): string;
  typedInput(what: "value" | "width", value: string): void;
}

declare const $: {
  (what: string | Element): Query;
  /** Node-RED gives it the token and the root of its API where the URL is relative. */
  ajax(options: { url: string; method: string; contentType?: string; data?: string; dataType: "json" }): {
    then(done: (body: unknown) => void, failed: (reply: unknown) => void): void;
  };
};
