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

declare const RED: {
  _(key: string, values?: Record<string, string | number>): string;
  actions: { add(name: string, action: () => void): void };
  events: { on(name: string, listener: () => void): void };
  nodes: { node(id: string): { type: string } | null };
  notify(html: string, options: NotificationOptions): Notification;
  plugins: { registerPlugin(id: string, definition: { onadd: () => void }): void };
  sidebar: { addTab(options: TabOptions): void; show(id: string): void };
  user: { hasPermission(permission: string): boolean };
  view: { reveal(id: string): void };
};

/** jQuery's, which Node-RED gives the token and the root of its API where the URL is relative. */
declare const $: {
  ajax(options: { url: string; method: string; contentType?: string; data?: string; dataType: "json" }): {
    then(done: (body: unknown) => void, failed: (reply: unknown) => void): void;
  };
};
