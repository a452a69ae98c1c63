import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { SerializedError } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** Why a whole suite is skipped; one test says it with `ctx.skip(reason)`. */
    skipReason?: string
  }
}

interface Skipped {
  readonly name: string
  readonly reason: string
}

/** Ends the output with one line that a machine can read: `Tests: 12 passed, 0 failed, 3 skipped`. */
export default class SummaryReporter implements Reporter {
  #passed = 0
  #failed = 0
  #skipped: Skipped[] = []

  onInit(): void {
    // At the exit, since closing the servers may still print something, and a broken global setup skips the run's end.
    process.once('exit', (exitCode) => {
      this.#print(exitCode)
    })
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const inState = (state: string) => tests.filter((test) => test.result().state === state)

    this.#passed = inState('passed').length
    this.#failed = inState('failed').length + modules.flatMap(brokenSuites).length + errors.length
    this.#skipped = [...inState('skipped'), ...inState('pending')].map((test) => ({
      name: `${test.module.relativeModuleId} > ${test.fullName}`,
      reason: reasonOf(test),
    }))
  }

  #print(exitCode: number): void {
    // A run that ends badly without a failed test (a server that won't start, no test found) did not succeed.
    const failed = exitCode === 0 ? this.#failed : Math.max(1, this.#failed)
    const skipped = this.#skipped.length > 0 ? `, ${this.#skipped.length} skipped` : ''
    const lines = this.#skipped.map(({ name, reason }) => `Skipped: ${name}: ${reason}`)
    lines.push(`Tests: ${this.#passed} passed, ${failed} failed${skipped}`)
    process.stdout.write(`${lines.join('\n')}\n`)
  }
}

/** Files that did not load and suites whose hooks threw: no test of theirs says so. */
function brokenSuites(module: TestModule) {
  return [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0)
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  if (result.state === 'skipped' && result.note) return result.note
  if (test.options.mode === 'todo') return 'still to be written'
  if (result.state === 'pending') return 'the run ended before it'
  return suiteReasonOf(test) ?? 'no reason given'
}

function suiteReasonOf(test: TestCase): string | undefined {
  let suite = test.parent
  for (;;) {
    if (suite.errors().length > 0) return 'its suite failed'
    if (suite.meta().skipReason) return suite.meta().skipReason
    if (suite.type === 'module') return undefined
    suite = suite.parent
  }
}
