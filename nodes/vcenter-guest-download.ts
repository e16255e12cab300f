import type { NodeAPI } from "node-red";
import { downloadFile } from "../src/guest/download-file";
import { guestPathText } from "../src/guest/guest-path-text";
import { LocalSink } from "../src/guest/local-sink";
import { MemorySink } from "../src/guest/sink";
import type { ActionDef } from "../src/runtime/action-message";
import { registerAction } from "../src/runtime/action-node";
import { decoderOf } from "../src/runtime/encoding";
import { localFile } from "../src/runtime/local-files";
import { choice } from "../src/runtime/plain-values";
import { bytesOfMebibytes } from "../src/runtime/size-limit";

interface DownloadDef extends ActionDef {
  readonly to?: unknown;
  readonly encoding?: unknown;
  readonly sizeLimit?: unknown;
}

/** Gets the bytes of a file in a VM. */
export default function (RED: NodeAPI): void {
  registerAction<DownloadDef>(RED, "vcenter-guest-download", async (message) => {
    const { def, job, connection } = message;
    const path = guestPathText(await message.value("path"));
    const to = choice(def.to, "to", ["buffer", "text", "file"]);
    if (to === "file") {
      const sink = new LocalSink(localFile(RED, await message.value("filename")), path);
      const place = await message.place();
      const filename = await downloadFile(connection.pool, job, { path, sink, limit: Infinity, hosts: connection.hosts }, place);
      return { payload: filename, filename, guest: message.facts(place) };
    }
    const limit = bytesOfMebibytes(def.sizeLimit ?? 64);
    const decode = to === "text" ? decoderOf(def.encoding) : undefined;
    const place = await message.place();
    const bytes = await downloadFile(connection.pool, job, { path, sink: new MemorySink(), limit, hosts: connection.hosts }, place);
    return { payload: decode === undefined ? bytes : decode(bytes), guest: message.facts(place) };
  });
}
