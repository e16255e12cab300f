import { invalid } from "../vcenter/error";
import { shown } from "../vcenter/text";

/** Makes text of bytes. What is no character in the encoding becomes U+FFFD. @throws VCenterError INVALID_ARGUMENT. */
export function decoderOf(encoding: unknown): (bytes: Buffer) => string {
  const given = encoding ?? "";
  const label = typeof given === "string" ? given.trim() || "utf-8" : `of type ${typeof given}`;
  try {
    const decoder = new TextDecoder(label);
    // In one part Node 20 takes windows-1252 for Latin-1 (measured).
    return (bytes) => text(() => decoder.decode(bytes, { stream: true }) + decoder.decode());
  } catch {
    throw invalid("configuration", `The encoding "${shown(label)}" of the node is not known. Choose another, like utf-8, utf-16le or windows-1252.`);
  }
}

/** A text of Node.js has at most 512 MiB. */
function text(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw invalid("path", "The file in the guest is too large for a text, which has at most 512 MiB. Download it as a buffer or to a local file.", {
      reason: "FILE_TOO_LARGE",
    });
  }
}
