/** Holds the newest of what was put into it, for one who takes it out when he is ready. */
export interface Mailbox<T> {
  /** What was not taken out yet is replaced. */
  put(news: T): void
  /** Nothing more comes. */
  readonly close: () => void
  /** What is put in, until it is closed. */
  news(): AsyncGenerator<T, void>
}

/** Opens a mailbox. */
export function openMailbox<T>(): Mailbox<T> {
  const state: { newest: T | undefined; isOpen: boolean; wake: () => void } = {
    newest: undefined,
    isOpen: true,
    wake: () => undefined,
  }
  return {
    put(news) {
      state.newest = news
      state.wake()
    },
    close: () => {
      state.isOpen = false
      state.wake()
    },
    async *news() {
      while (state.isOpen) {
        const { newest } = state
        state.newest = undefined
        if (newest !== undefined) yield newest
        else await new Promise<void>((resolve) => (state.wake = resolve))
      }
    },
  }
}
