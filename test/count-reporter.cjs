// The spec reporter, which also leaves its counts in a file: the runner trusts these and not a text that a test printed.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class CountReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(options.reporterOption.counts, JSON.stringify({ passes, failures, pending }));
    });
  }
};
