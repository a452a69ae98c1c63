/** Somebody asked for work in a workspace that does not exist. */
export class UnknownWorkspace extends Error {
  override readonly name = 'UnknownWorkspace'

  constructor() {
    super('there is no such workspace: `unsaid workspace list` names all')
  }
}
