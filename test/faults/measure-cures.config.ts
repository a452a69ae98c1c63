import whole from '../../vitest.config.ts'

/** No test of CI: `npx vitest run --config test/faults/measure-cures.config.ts`. */
export default {
  test: { ...whole.test, include: ['test/faults/measure-cures.ts'], testTimeout: 900_000 },
}
