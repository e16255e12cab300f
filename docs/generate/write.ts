import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { troubleshooting } from "./troubleshooting";

writeFileSync(join(__dirname, "..", "troubleshooting.md"), troubleshooting());
