import type { Fields } from "../fields";
import type { Later } from "../later";
import { type Given, optional } from "../typed";

type Part = Readonly<Record<string, unknown>>;

/** The attributes that a file gets; what is empty stays as it is. */
export interface Attributes {
  readonly posix: Part | undefined;
  readonly windows: Part | undefined;
}

/** @param permissions as the node takes them from the field */
export function attributesOf(fields: Fields, permissions: Given, flag: (value: Fields[string]) => boolean | undefined): Attributes {
  return {
    posix: part({
      permissions: typeof permissions === "string" ? permissions.padStart(4, "0") : permissions,
      owner_id: idNumber(optional(fields, "ownerId")),
      group_id: idNumber(optional(fields, "groupId")),
    }),
    windows: part({ hidden: flag(fields.hidden), read_only: flag(fields.readOnly) }),
  };
}

function part(values: Part): Part | undefined {
  return Object.values(values).some((value) => value !== undefined) ? values : undefined;
}

/** What is no number is shown as it is: the node refuses it. */
function idNumber(value: Given): number | string | Later | undefined {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}
