/** The words of a test runner: of jest, vitest, mocha or node:test. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => void;
  readonly it: (name: string, test: () => Promise<void>) => void;
}
