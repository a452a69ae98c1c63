import type { Command } from 'commander'
import { defineCommand, examples, filled, rateOption, type Ended } from './define-command.ts'
import type { CommonOptions } from './session.ts'
import type { KeepOptions } from './workspace-keep-command.ts'
import type { TokenCreateOptions } from './token-command.ts'
import type { TokenRevokeOptions } from './token-revoke-command.ts'
import type { WorkspaceCreateOptions } from './workspace-command.ts'

const EXAMPLE_TOKEN = '7c1f0a52-5f0d-4a8e-9b7e-0d6a1c7f43b2'

/** The commands about workspaces and their tokens. */
export function addTenants(program: Command, ended: Ended): void {
  addTokens(program, ended)
  addWorkspaces(program, ended)
}

function addTokens(program: Command, ended: Ended): void {
  const token = program.command('token').description('access tokens of a workspace')
  defineCommand(
    token,
    'create',
    'makes a token: shows it on a terminal, otherwise writes it to a file',
  )
    .option('--scopes <list>', 'separated by commas; default: all')
    .option('--expires <when>', '12h, 30d or a date like 2030-01-31')
    .addHelpText(
      'after',
      examples('unsaid token create --scopes redact:write,conversations:read --expires 30d'),
    )
    .action(async (options: TokenCreateOptions) => {
      ended(await (await import('./token-command.ts')).tokenCreateCommand(options))
    })
  defineCommand(token, 'list', 'lists tokens, without the tokens themselves')
    .addHelpText('after', examples('unsaid token list'))
    .action(async (options: CommonOptions) => {
      ended(await (await import('./token-command.ts')).tokenListCommand(options))
    })
  defineCommand(token, 'revoke', 'revokes a token, within a second')
    .argument('<id>', "the token's id")
    .option('--cancel-jobs', 'also cancel its jobs that have not ended')
    .addHelpText(
      'after',
      examples(
        `unsaid token revoke ${EXAMPLE_TOKEN}`,
        `unsaid token revoke ${EXAMPLE_TOKEN} --cancel-jobs`,
      ),
    )
    .action(async (id: string, options: TokenRevokeOptions) => {
      ended(await (await import('./token-revoke-command.ts')).tokenRevokeCommand(id, options))
    })
}

function addWorkspaces(program: Command, ended: Ended): void {
  const workspace = program.command('workspace').description('workspaces: tenants that never meet')
  defineCommand(workspace, 'create', 'makes a workspace')
    .argument('<id>', '1 to 32 of a-z, 0-9 and -')
    .addOption(filled('--map <name>', 'its messages stand where a map says that was added'))
    .addOption(filled('--key <column=value>', 'which tenant of the other system it is'))
    .option('--max-rate <n>', `with --map: ${MAX_RATE}`, rateOption)
    .option('--watch <mode>', 'report or erase: who was erased and comes back there')
    .addHelpText(
      'after',
      examples('unsaid workspace create acme', 'unsaid workspace create desk --map help-desk'),
    )
    .action(async (id: string, options: WorkspaceCreateOptions) => {
      ended(await (await import('./workspace-command.ts')).workspaceCreateCommand(id, options))
    })
  defineCommand(
    workspace,
    'keep',
    'names an attribute that erasures keep; without a path, lists those named',
  )
    .argument('[path]', 'custom_attributes.NAME or contact.custom_attributes.NAME')
    .option('--remove', 'let erasures remove this attribute again')
    .addHelpText(
      'after',
      examples(
        'unsaid workspace keep custom_attributes.plan',
        'unsaid workspace keep custom_attributes.plan --remove',
        'unsaid workspace keep',
      ),
    )
    .action(async (path: string | undefined, options: KeepOptions) => {
      ended(await (await import('./workspace-keep-command.ts')).workspaceKeepCommand(path, options))
    })
  addMaxRate(workspace, ended)
  addWatch(workspace, ended)
  addWorkspaceList(workspace, ended)
}

function addWorkspaceList(workspace: Command, ended: Ended): void {
  defineCommand(workspace, 'list', 'lists workspaces')
    .addHelpText('after', examples('unsaid workspace list', 'unsaid workspace list --json'))
    .action(async (options: CommonOptions) => {
      ended(await (await import('./workspace-command.ts')).workspaceListCommand(options))
    })
}

const MAX_RATE = 'messages that its jobs take back in a second at most; 0: no bound'

function addMaxRate(workspace: Command, ended: Ended): void {
  defineCommand(
    workspace,
    'max-rate',
    'bounds how fast jobs work on a map; without a number, says it',
  )
    .argument('[n]', MAX_RATE, rateOption)
    .addHelpText(
      'after',
      examples(
        'unsaid workspace max-rate 200 --workspace desk',
        'unsaid workspace max-rate 0 --workspace desk',
        'unsaid workspace max-rate --workspace desk',
      ),
    )
    .action(async (most: number | undefined, options: CommonOptions) => {
      ended(
        await (
          await import('./workspace-max-rate-command.ts')
        ).workspaceMaxRateCommand(most, options),
      )
    })
}

function addWatch(workspace: Command, ended: Ended): void {
  defineCommand(
    workspace,
    'watch',
    'watches for erased people who come back; without a mode, shows who has',
  )
    .argument('[mode]', 'report, erase or off')
    .addHelpText(
      'after',
      examples(
        'unsaid workspace watch report --workspace desk',
        'unsaid workspace watch --workspace desk',
      ),
    )
    .action(async (mode: string | undefined, options: CommonOptions) => {
      ended(
        await (await import('./workspace-watch-command.ts')).workspaceWatchCommand(mode, options),
      )
    })
}
