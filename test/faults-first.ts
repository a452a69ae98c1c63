import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Has files that wait for clocks begin first: at the end of a run nothing else would go on beside them. */
export default class FaultsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const place = ({ moduleId }: TestSpecification) =>
      moduleId.includes('/test/faults/long/') ? 0 : moduleId.includes('/test/faults/') ? 1 : 2
    return sorted.toSorted((one, other) => place(one) - place(other))
  }
}
