// Takes out of V8's raw coverage what the transpiler added to each file of ours: helpers before the first and after the
// last mapped piece of source. c8 would count their branches, two of which no test can reach, as branches of the file.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { decode } from "@jridgewell/sourcemap-codec";

/** First and last offset of a generated file that come from its source. */
function mappedOffsets({ lineLengths, data }) {
  let lineStart = 0;
  const offsets = decode(data.mappings).flatMap((segments, line) => {
    const start = lineStart;
    lineStart += lineLengths[line] + 1;
    return segments.map(([column]) => start + column);
  });
  return [Math.min(...offsets), Math.max(...offsets)];
}

function trimmed(script, map) {
  const [first, last] = mappedOffsets(map);
  const isOwn = ({ startOffset, endOffset }) => endOffset > first && startOffset <= last;
  const functions = script.functions
    .map(({ ranges, ...rest }) => ({ ...rest, ranges: ranges.filter(isOwn) }))
    .filter(({ ranges }) => ranges.length > 0);
  return { ...script, functions };
}

/** @param raw folder of V8's coverage files, changed in place @param folder whose files are ours */
export function keepOwnCode(raw, folder) {
  const prefix = `${pathToFileURL(folder).href}/`;
  for (const name of readdirSync(raw)) {
    const file = join(raw, name);
    const report = JSON.parse(readFileSync(file, "utf8"));
    const maps = report["source-map-cache"] ?? {};
    const own = report.result.filter(({ url }) => url.startsWith(prefix) && maps[url]);
    writeFileSync(file, JSON.stringify({ ...report, result: own.map((script) => trimmed(script, maps[script.url])) }));
  }
}
