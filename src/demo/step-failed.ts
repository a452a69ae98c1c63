/** A step of the demo did not come to what the demo says; its message is for the user. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
}
