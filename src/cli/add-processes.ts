import type { Command } from 'commander'
import type { DemoOptions } from './demo-command.ts'
import { defineCommand, examples, filled, type Ended } from './define-command.ts'
import type { CommonOptions } from './session.ts'

const PROCESSES = {
  start: {
    description: 'API, worker and dispatcher in one process',
    parts: { api: true, worker: true },
    examples: ['unsaid start', 'PORT=8080 unsaid start'],
  },
  api: {
    description: 'the API alone',
    parts: { api: true, worker: false },
    examples: ['unsaid api', 'PORT=8080 UNSAID_RATE_LIMIT=1000 unsaid api'],
  },
  worker: {
    description: 'a worker and the dispatcher, without the API',
    parts: { api: false, worker: true },
    examples: ['unsaid worker', 'UNSAID_RAW_WORKSPACES=default unsaid worker'],
  },
} as const

/** The commands that show Unsaid or run it. */
export function addProcesses(program: Command, ended: Ended): void {
  defineCommand(
    program,
    'demo',
    'shows the main job on sample data, on servers of its own, then exits',
  )
    .addOption(filled('--map <name>', 'on the tables of another system, by the map of this name'))
    .addHelpText('after', examples('unsaid demo', 'unsaid demo --map chatwoot'))
    .action(async (options: DemoOptions) => {
      ended(await (await import('./demo-command.ts')).demoCommand(options))
    })
  for (const [name, { description, parts, examples: lines }] of Object.entries(PROCESSES)) {
    defineCommand(program, name, `runs ${description}, until it is stopped`)
      .addHelpText('after', examples(...lines))
      .action(async (options: CommonOptions) => {
        ended(await (await import('./start-command.ts')).startCommand(parts, options))
      })
  }
}
