import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import FaultsFirst from './test/faults-first.ts'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is polled for comes when it comes: a busy machine is no failure, and the test's own end is near.
    expect: { poll: { timeout: 60_000 } },
    fileParallelism: true,
    // Files share what they import: for each anew it took half of the suite's time in Node (measured).
    isolate: false,
    sequence: { sequencer: FaultsFirst },
    // Postgres, Redis and the workers that the tests start need cores, too. On two cores a third test
    // file at once uses what two leave idle: 6 % were idle in place of 17 (measured).
    maxWorkers: Math.max(3, Math.min(4, availableParallelism() - 1)),
    reporters: ['default', './test/summary-reporter.ts'],
  },
})
