import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: true,
    // Tests wait for much, so that on two cores three of them get on; Postgres, Redis and the processes
    // that they start need a core, too.
    maxWorkers: Math.min(4, Math.max(3, availableParallelism() - 1)),
    reporters: ['default', './test/summary-reporter.ts'],
  },
})
