/**
 * Answers the commands of the bench, one at a time: `commands` has a function for each name. The process ends with the
 * bench, also with a killed one; by `exit`, so that a profile is written.
 */
export function serve(commands) {
  process.on("disconnect", () => process.exit(0));
  process.on("message", async ({ name, options }) => {
    try {
      process.send({ result: await commands[name](options) });
    } catch (error) {
      process.send({ error: String(error?.stack ?? error) });
    }
  });
  process.send({ result: "ready" });
}

/** What the bench gave this program to begin with. */
export const setup = JSON.parse(process.argv[2]);
