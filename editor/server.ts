/** What the admin API answered; status 0 if it did not. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** The URL is relative: only then Node-RED adds the token and the root of its API. */
export function ask(method: "GET" | "POST", url: string, data?: object): Promise<Reply> {
  const sent = data === undefined ? {} : { contentType: "application/json", data: JSON.stringify(data) };
  return new Promise((resolve) => {
    $.ajax({ url: `vcenter-guest/${url}`, method, dataType: "json", ...sent }).then(
      (body) => {
        resolve({ status: 200, body });
      },
      (reply) => {
        const { status, responseJSON: body } = reply as { status: number; responseJSON?: unknown };
        resolve({ status, body });
      },
    );
  });
}
