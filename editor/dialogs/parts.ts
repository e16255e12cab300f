import type { Fields } from "./fields";

/** Shows the rows that what is chosen needs: `data-when` has conditions like `to=buffer|text`, all of which hold then. */
export function showParts(fields: Fields): void {
  for (const row of document.querySelectorAll<HTMLElement>("#dialog-form [data-when]")) {
    const conditions = row.dataset.when?.split(" ") ?? [];
    row.style.display = conditions.every((condition) => holds(condition, fields)) ? "" : "none";
  }
}

function holds(condition: string, fields: Fields): boolean {
  const [name = "", values = ""] = condition.split("=");
  return values.split("|").includes(String(fields[name]));
}
