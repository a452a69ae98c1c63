import { readFileSync, writeFileSync } from 'node:fs'

const MEGABYTE_IN_KB = 1_024

/** Follows the highest memory of a process, in megabytes. */
export interface MemoryWatch {
  /** What it has now; the peak is counted from here on. */
  rest(): number
  peak(): number
  close(): void
}

const SAMPLE_EVERY = 50

/** Asks the kernel for the peak where it may be reset, else looks 20 times a second. */
export function watchMemory(pid: number): MemoryWatch {
  let highest = 0
  const sample = () => {
    highest = Math.max(highest, megabytes(pid, 'VmRSS'))
  }
  const timer = setInterval(sample, SAMPLE_EVERY)
  let isReset = false
  return {
    rest() {
      isReset = resetPeak(pid)
      highest = 0
      sample()
      return highest
    },
    peak: () => (isReset ? megabytes(pid, 'VmHWM') : highest),
    close: () => clearInterval(timer),
  }
}

function resetPeak(pid: number): boolean {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    return true
  } catch {
    return false // not everybody may
  }
}

function megabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / MEGABYTE_IN_KB
}
