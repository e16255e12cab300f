import { DOWNLOAD_DEFAULTS, FILES_DEFAULTS, RUN_DEFAULTS, TEMP_FILE_DEFAULTS, UPLOAD_DEFAULTS, VMS_DEFAULTS } from "../support/flow";
import type { NodeType } from "./editor-html";

/** A dialog with typed-in values, whose node sends what the dialog shows. */
export interface PreviewRow {
  readonly title: string;
  readonly type: NodeType;
  readonly values: Readonly<Record<string, unknown>>;
  readonly family?: "WINDOWS";
  /** What the guest has before. */
  readonly files?: readonly (readonly [path: string, type: "FILE" | "DIRECTORY"])[];
  /** The beginning of the note of a request that is not sent, since the path is something else. */
  readonly without?: string;
  /** How many requests are shown. */
  readonly count: number;
}

const typed = (name: string, value: string, type = "str"): Record<string, string> => ({ [name]: value, [`${name}Type`]: type });
const VM = { ...typed("vm", "vm-42"), ...typed("login", "", "msg") };

const temporary = { ...TEMP_FILE_DEFAULTS, ...VM, ...typed("prefix", "job-"), ...typed("suffix", ".json"), ...typed("parentPath", "") };
const upload = { ...UPLOAD_DEFAULTS, ...VM, ...typed("path", "/tmp/new.txt"), ...typed("source", "€ 1") };
const download = { ...DOWNLOAD_DEFAULTS, ...VM, ...typed("path", "/tmp/a.txt") };
const files = { ...FILES_DEFAULTS, ...VM, ...typed("path", "/tmp/a b.txt") };
const run = { ...RUN_DEFAULTS, ...VM, ...typed("program", "/bin/echo"), ...typed("args", '"a  b" c') };
const vms = { ...VMS_DEFAULTS, ...typed("names", "") };

const FILE = [["/tmp/a b.txt", "FILE"]] as const;
const DIRECTORY = [["/tmp/a b.txt", "DIRECTORY"]] as const;
const IF_FILE = "If the path is a file";
const IF_DIRECTORY = "If the path is a directory";

export const PREVIEW_ROWS: readonly PreviewRow[] = [
  { title: "a file", type: "vcenter-guest-temp-file", values: temporary, count: 1 },
  { title: "a file with nothing", type: "vcenter-guest-temp-file", values: { ...temporary, ...typed("prefix", ""), ...typed("suffix", "") }, count: 1 },
  {
    title: "a directory somewhere, that is removed",
    type: "vcenter-guest-temp-file",
    values: { ...temporary, kind: "directory", removal: "lifetime", ...typed("parentPath", "/tmp") },
    count: 1,
  },
  { title: "a file that is looked for", type: "vcenter-guest-temp-file", values: { ...temporary, recover: true }, count: 1 },
  { title: "in a VM by its name", type: "vcenter-guest-temp-file", values: { ...temporary, vmBy: "name", vm: "press 7 (new)" }, count: 2 },
  { title: "with another login", type: "vcenter-guest-temp-file", values: { ...temporary, ...typed("login", "line 1") }, count: 1 },
  { title: "text", type: "vcenter-guest-upload", values: upload, count: 2 },
  {
    title: "JSON, with owners and parents",
    type: "vcenter-guest-upload",
    values: {
      ...upload,
      ...typed("path", "/tmp/a/b/new.txt"),
      ...typed("source", '{"a": [1]}', "json"),
      ...typed("permissions", "640"),
      ...typed("ownerId", "1000", "num"),
      createParents: true,
      overwrite: false,
      verify: false,
    },
    count: 3,
  },
  { title: "by a temporary file", type: "vcenter-guest-upload", values: { ...upload, atomic: true }, count: 4 },
  { title: "nothing", type: "vcenter-guest-upload", values: { ...upload, ...typed("source", "") }, count: 3 },
  {
    title: "into Windows",
    type: "vcenter-guest-upload",
    family: "WINDOWS",
    values: { ...upload, ...typed("path", "C:\\Users\\worker\\new.txt"), hidden: true, createParents: true },
    count: 3,
  },
  { title: "a file", type: "vcenter-guest-download", values: download, files: [["/tmp/a.txt", "FILE"]], count: 2 },
  { title: "list", type: "vcenter-guest-files", values: { ...files, ...typed("path", "/tmp"), ...typed("pattern", "\\.log$") }, files: FILE, count: 1 },
  { title: "list of all", type: "vcenter-guest-files", values: { ...files, ...typed("path", "/tmp") }, files: FILE, count: 1 },
  { title: "stat", type: "vcenter-guest-files", values: { ...files, operation: "stat" }, files: FILE, count: 1 },
  { title: "make-directory", type: "vcenter-guest-files", values: { ...files, operation: "make-directory", parents: true }, count: 1 },
  {
    title: "move of a file",
    type: "vcenter-guest-files",
    values: { ...files, operation: "move", overwrite: true, ...typed("newPath", "/tmp/c") },
    files: FILE,
    without: IF_DIRECTORY,
    count: 2,
  },
  {
    title: "move of a directory",
    type: "vcenter-guest-files",
    values: { ...files, operation: "move", ...typed("newPath", "/tmp/c") },
    files: DIRECTORY,
    without: IF_FILE,
    count: 2,
  },
  { title: "delete of a file", type: "vcenter-guest-files", values: { ...files, operation: "delete" }, files: FILE, without: IF_DIRECTORY, count: 2 },
  {
    title: "delete of a directory",
    type: "vcenter-guest-files",
    values: { ...files, operation: "delete", recursive: true },
    files: DIRECTORY,
    without: IF_FILE,
    count: 2,
  },
  {
    title: "set-attributes",
    type: "vcenter-guest-files",
    values: { ...files, operation: "set-attributes", ...typed("permissions", "640"), ...typed("groupId", "1000", "num") },
    files: FILE,
    count: 1,
  },
  {
    title: "set-attributes in Windows",
    type: "vcenter-guest-files",
    family: "WINDOWS",
    values: { ...files, operation: "set-attributes", ...typed("path", "C:\\a.txt"), hidden: true, readOnly: false },
    files: [["C:\\a.txt", "FILE"]],
    count: 1,
  },
  { title: "with its output", type: "vcenter-guest-run", values: run, count: 2 },
  { title: "an array of arguments", type: "vcenter-guest-run", values: { ...run, ...typed("args", '["a b", 1]', "json") }, count: 2 },
  {
    title: "without its output",
    type: "vcenter-guest-run",
    values: { ...run, collect: false, ...typed("workingDirectory", "/tmp"), ...typed("environment", '{"A": 1, "B": null}', "json") },
    count: 1,
  },
  { title: "without waiting and arguments", type: "vcenter-guest-run", values: { ...run, wait: false, ...typed("args", "") }, count: 1 },
  {
    title: "with its output in Windows",
    type: "vcenter-guest-run",
    family: "WINDOWS",
    values: { ...run, ...typed("program", "C:\\Simulator\\fail.exe"), ...typed("args", "a b") },
    count: 2,
  },
  { title: "all", type: "vcenter-vms", values: vms, count: 1 },
  {
    title: "some",
    type: "vcenter-vms",
    values: {
      ...vms,
      ...typed("names", '["press 7 (new)", "b"]', "json"),
      ...typed("folders", "group-v4, group-v5"),
      ...typed("resourcePools", "resgroup-8"),
      ...typed("pattern", "press*"),
      powerState: "POWERED_ON",
    },
    count: 1,
  },
];
