/** Ends a run in one plain line that any tool can read: `N passed, N failed, N skipped`. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    // Jest's own summary comes after all reporters.
    process.on('exit', () => process.stderr.write(`${numPassedTests} passed, ${failed} failed${skipped}\n`));
  }
};
