// The spec reporter, which also leaves its counts in a file: the runner trusts these and not a text that a test printed.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class CountReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(`${test.fullTitle()} (skipped)`));
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const failures = [...this.failures.map((test) => test.fullTitle()), ...skipped];
      writeFileSync(options.reporterOption.counts, JSON.stringify({ passes: this.stats.passes, failures }));
    });
  }
};
