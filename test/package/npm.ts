import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repositoryRoot } from "../e2e/server-process";

const run = promisify(execFile);

/** npm's standard output; nothing of the surrounding npm run, which also speaks by the environment. */
export async function npm(args: string[], cwd = repositoryRoot): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_V8/i.test(name)));
  const { stdout } = await run("npm", args, { cwd, env, maxBuffer: 16 * 1024 * 1024, shell: process.platform === "win32" });
  return stdout;
}
