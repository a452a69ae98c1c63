import { addMapped } from './add-mapped.ts'
import { compareUntouched, untouchedRows } from './compare-untouched.ts'
import { certifyMapped, eraseMapped, redactMapped } from './mapped-scenes.ts'
import type { MappedStage } from './mapped-stage.ts'

const TRACE = ['trace', '--schema', 'public', '--email', '@email.txt', '--text', '@words.txt']

/** Plays all scenes, one after another. @throws StepFailed */
export async function playMapped(stage: MappedStage): Promise<void> {
  const { tell, type, system } = stage
  await addMapped(stage)
  const untouched = await untouchedRows(stage)
  tell('')
  tell(`Search all their tables for one customer: ${system.scene.person.words}`)
  await type({ words: TRACE, asOwner: true, ends: 1 })
  await redactMapped(stage)
  await certifyMapped(stage, await eraseMapped(stage))
  tell('')
  tell('Search again')
  await type({ words: TRACE, asOwner: true })
  await compareUntouched(stage, untouched)
}
