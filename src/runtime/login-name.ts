/** Stands for a guest login of a connection: `login` is its name, `undefined` the connection's own. */
export function loginNameOf(connection: string, login: string | undefined): string {
  return `${connection}\n${login ?? ""}`;
}

/** What a {@link loginNameOf} was made of; an empty `login` is the connection's own. */
export function partsOf(loginName: string): { readonly connection: string; readonly login: string } {
  const end = loginName.indexOf("\n");
  return { connection: loginName.slice(0, end), login: loginName.slice(end + 1) };
}
