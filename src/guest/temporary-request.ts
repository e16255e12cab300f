import { invalid } from "../vcenter/error";
import type { TemporaryKind } from "../vcenter/operations";
import { checkEncodable, type Given, optionalText } from "./given";
import { optionalGuestPath } from "./guest-path-text";
import { MARK_BYTES } from "./ledger/mark";

/** A temporary file or directory as asked for, valid. `parentPath`: none leaves the choice to the guest. */
export interface TemporaryRequest {
  readonly kind: TemporaryKind;
  readonly prefix: string;
  readonly suffix: string;
  readonly parentPath?: string;
}

/** A name has 255 bytes on the usual file systems; 16 are the guest's (`vmware` and a number of up to ten digits). */
const NAME_BYTES = 239;

/**
 * @param isMarked whether its name gets a mark between prefix and the guest's part
 * @throws VCenterError INVALID_ARGUMENT, subject `message`, that names the value and its limit.
 */
export function temporaryRequest(
  kind: TemporaryKind,
  given: { readonly prefix: Given; readonly suffix: Given; readonly parentPath: Given },
  isMarked = false,
): TemporaryRequest {
  const prefix = namePart(given.prefix);
  const suffix = namePart(given.suffix);
  if (/[. ]$/.test(suffix)) {
    throw invalid("message", `The ${given.suffix.name} ends in a dot or a space, which Windows drops. Remove it.`);
  }
  const limit = isMarked ? NAME_BYTES - MARK_BYTES : NAME_BYTES;
  checkTogether(prefix + suffix, limit, `${given.prefix.name} and ${given.suffix.name}`, isMarked);
  const parentPath = optionalGuestPath(given.parentPath);
  return parentPath === undefined ? { kind, prefix, suffix } : { kind, prefix, suffix, parentPath };
}

function checkTogether(text: string, limit: number, names: string, isMarked: boolean): void {
  const bytes = Buffer.byteLength(text, "utf8");
  if (bytes > limit) {
    const tooLong = `The ${names} together are ${bytes} bytes of UTF-8 long; at most ${limit} are possible`;
    throw invalid(
      "message",
      isMarked ? `${tooLong}, since a mark of ${MARK_BYTES} characters is added. Shorten one of them.` : `${tooLong}. Shorten one of them.`,
    );
  }
}

function namePart(given: Given): string {
  const text = optionalText(given) ?? "";
  checkEncodable(text, given.name);
  if (/[/\\:]/.test(text) || text === "..") {
    throw invalid(
      "message",
      `The ${given.name} is part of a file name: it must not hold "/", "\\" or ":" and not be "..". Use the parent path for a directory.`,
    );
  }
  return text;
}
