import type { Backend } from './read-options.ts'
import type { Scene } from './scene.ts'
import type { Shape } from './seed-messages.ts'
import type { Stage } from './stage.ts'

/** Measures in a scene of its own, which is gone afterwards. */
export async function withScene<T>(
  stage: Stage,
  { shape, backend }: { shape: Shape; backend: Backend },
  measure: (scene: Scene) => Promise<T>,
): Promise<T> {
  const scene = await stage.scene(shape, backend)
  try {
    return await measure(scene)
  } finally {
    await scene.close()
  }
}
