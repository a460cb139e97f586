import { resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import type { BlobLogin } from '@aks-copilot/integrations'
import { openSyncFolder, syncKnowledge, type SyncDirection, type SyncDone, type SyncReport } from '@aks-copilot/knowledge'
import type { createColors } from 'picocolors'
import type { Configuration } from '../configuration.ts'
import type { Flags } from '../inspection.ts'
import { printable } from '../printable.ts'
import { secretVariable } from '../secret-variable.ts'
import type { Terminal } from '../terminal.ts'
import { runbooksFolder } from './configured-knowledge.ts'

type Colors = ReturnType<typeof createColors>

/** What `kb sync` did. */
export interface RunbookSync extends SyncReport {
  readonly folder: string
}

/** `kb sync [FOLDER] [URL]`: the folder of runbooks and the container of the configuration, unless others are named. */
export async function syncRunbooks(
  words: readonly string[],
  flags: Flags,
  configuration: Configuration,
  terminal: Terminal,
): Promise<RunbookSync> {
  const { cwd, environment, signal } = terminal
  const addresses = words.filter((word) => /^https?:\/\//i.test(word))
  const folders = words.filter((word) => !addresses.includes(word))
  if (addresses.length > 1 || folders.length > 1) throw usage('kb sync takes one folder and one address.', 'Leave out what is configured.')
  const address = addresses[0] ?? configuration.text('knowledge.blob')
  if (address === undefined)
    throw usage(
      'There is no container to synchronise with.',
      'Set knowledge.blob to https://ACCOUNT.blob.core.windows.net/CONTAINER, or name it.',
    )
  const [given] = folders
  const folder = given === undefined ? runbooksFolder(configuration, environment) : resolve(cwd, given)
  const { openBlobStore } = await import('@aks-copilot/integrations')
  const store = openBlobStore({ address, login: await loginOf(configuration, terminal) })
  const report = await syncKnowledge({
    folder: openSyncFolder(folder),
    store,
    direction: directionOf(flags),
    dryRun: flags['dryRun'] === true,
    deleteMany: flags['force'] === true,
    signal,
  })
  return { folder, ...report }
}

function directionOf({ push, pull }: Flags): SyncDirection {
  if (push === true && pull === true) throw usage('--push and --pull exclude each other.', 'Leave out both: then it goes both ways.')
  return push === true ? 'push' : pull === true ? 'pull' : 'both'
}

/** A connection string goes before a SAS, that before the login to Azure of this machine. */
async function loginOf(configuration: Configuration, terminal: Terminal): Promise<BlobLogin> {
  const text = await secretVariable('AKS_COPILOT_BLOB_CONNECTION_STRING', configuration, terminal)
  if (text !== undefined) return { kind: 'connection-string', text }
  const token = await secretVariable('AKS_COPILOT_BLOB_SAS', configuration, terminal)
  return token !== undefined ? { kind: 'sas', token } : { kind: 'entra' }
}

/** Whether something is left that no further run settles by itself. */
export function waitsForPerson({ outcomes }: SyncReport): boolean {
  return outcomes.some(({ done }) => done === 'conflict' || done === 'held')
}

const DONE: Readonly<Record<SyncDone, readonly [done: string, wouldBe: string]>> = {
  pulled: ['fetched', 'would be fetched'],
  pushed: ['sent', 'would be sent'],
  'deleted-here': ['deleted here', 'would be deleted here'],
  'deleted-there': ['deleted in the store', 'would be deleted in the store'],
  conflict: ['conflict', 'conflict'],
  waits: ['waits', 'waits'],
  held: ['not deleted', 'not deleted'],
}

/** One line for each file that is not as it was, and a sentence. */
export function syncText({ outcomes, unchanged, skipped, folder, store, dryRun }: RunbookSync, colors: Colors): string {
  const lines = outcomes.map(({ name, done, detail }) => {
    const word = DONE[done][dryRun ? 1 : 0]
    const shown = done === 'conflict' || done === 'held' ? colors.yellow(word) : word
    return `  ${printable(name)}: ${shown}${detail === undefined ? '' : `, ${printable(detail)}`}`
  })
  const left = skipped.map((line) => `  left alone: ${printable(line)}`)
  const conflicts = outcomes.filter(({ done }) => done === 'conflict').length
  const hints = [
    ...(conflicts === 0 ? [] : ['To resolve a conflict: put what is right into the file, delete the copy, and run kb sync again.']),
    ...(outcomes.some(({ done }) => done === 'held') ? ['Most files would go. If that is meant, run again with --force.'] : []),
  ]
  const end = `${outcomes.length} changed, ${unchanged} unchanged, between ${printable(folder)} and ${printable(store)}.`
  return [...lines, ...left, ...hints, dryRun ? `${end} Nothing was written.` : end].join('\n')
}

function usage(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'USAGE', category: 'validation', message, remedy })
}
