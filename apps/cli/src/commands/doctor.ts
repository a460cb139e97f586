import { readFile } from 'node:fs/promises'
import { CopilotError } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
import { clusterFlags } from '../cluster-access.ts'
import type { CommandContext } from '../command-context.ts'
import { lineOf } from '../configuration-fault.ts'
import { type Configuration, readConfiguration } from '../configuration.ts'
import { assistantFindings } from '../diagnosis/examine-assistant.ts'
import { clusterAccess, type Finding, NOTHING } from '../diagnosis/examine-cluster.ts'
import { toolFindings } from '../diagnosis/examine-tools.ts'
import type { Flags } from '../inspection.ts'
import { printable, printableLines } from '../printable.ts'
import { type Terminal, wantsColor, writeOut } from '../terminal.ts'

/**
 * `aks-copilot doctor`: what is there, what is missing, and what to run. `--config` prints the configuration instead; `--config FILE`
 * prints it, and examines with it. Throws CONFIGURATION_INVALID where a file that was named is wrong.
 */
export async function doctor(flags: Flags, { terminal }: CommandContext): Promise<void> {
  const colors = createColors(wantsColor(terminal, flags['color']))
  const { config, ...others } = flags
  const isNamed = typeof config === 'string'
  const read = readConfiguration({ ...others, ...(isNamed ? { config } : {}) }, terminal)
  if (config !== undefined) await printConfiguration(await read, terminal, colors)
  if (config !== undefined && !isNamed) return
  if (isNamed) await writeOut(terminal, '\n')
  const said = await read.catch((error: unknown) => problemOf(error))
  const configured = said instanceof CopilotError ? said : said.trusted()
  const access = configured instanceof CopilotError ? [] : clusterFlags(configured)
  const findings = [nodeVersion(), configurationState(said), ...(await toolFindings(access, terminal))]
  const watched = configured instanceof CopilotError ? NOTHING : await clusterAccess(configured, terminal)
  const assistant = configured instanceof CopilotError ? [] : await assistantFindings(configured, terminal)
  terminal.signal.throwIfAborted()
  const mark = { ok: colors.green('✔'), missing: colors.yellow('✖'), off: colors.dim('–') }
  const rows = [...findings, ...watched.findings, ...assistant].map(
    ({ name, state, detail, remedy }) =>
      `${mark[state]} ${name.padEnd(14)}${printable(detail)}${remedy === undefined ? '' : `\n  ${' '.repeat(14)}${colors.dim(printable(remedy))}`}`,
  )
  const rights = watched.grants === '' ? '' : `\n${printableLines(watched.grants)}`
  await writeOut(
    terminal,
    `${rows.join('\n')}\n\ncheck and fix need neither kubectl nor helm nor a cluster nor a model for plain manifests.\n${rights}`,
  )
}

function problemOf(error: unknown): CopilotError {
  if (error instanceof CopilotError) return error
  throw error
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const good = major > 22 || (major === 22 && minor >= 18)
  return {
    name: 'Node.js',
    state: good ? 'ok' : 'missing',
    detail: process.versions.node,
    ...(good ? {} : { remedy: 'Install Node.js 22.18 or newer.' }),
  }
}

function configurationState(configured: Configuration | CopilotError): Finding {
  if (configured instanceof CopilotError)
    return { name: 'configuration', state: 'missing', detail: configured.message, remedy: configured.remedy }
  const [refused] = configured.refused
  if (refused !== undefined) return { name: 'configuration', state: 'missing', detail: refused.message, remedy: refused.remedy }
  return { name: 'configuration', state: 'ok', detail: configured.file ?? 'no aks-copilot.yaml, defaults hold' }
}

async function printConfiguration(
  configuration: Configuration,
  terminal: Terminal,
  colors: ReturnType<typeof createColors>,
): Promise<void> {
  const lines = await linesIn(configuration)
  const width = Math.max(...[...configuration.values.keys()].map((key) => key.length)) + 2
  const rows = [...configuration.values].map(([key, { value, origin, refused, refusedToWrite }]) => {
    const text = value === undefined ? 'not set' : masked(JSON.stringify(value))
    const counts = refused !== undefined ? 'does not count' : refusedToWrite !== undefined ? 'counts for no command that writes' : ''
    return `${key.padEnd(width)}${value === undefined ? colors.dim(text.padEnd(24)) : text.padEnd(24)} ${colors.dim(placed(origin, lines.get(key), configuration))}${counts === '' ? '' : colors.yellow(`, ${counts}: nobody named that file`)}`
  })
  await writeOut(
    terminal,
    `${configuration.file === undefined ? 'No aks-copilot.yaml found.' : `File: ${configuration.file}`}\n\n${rows.join('\n')}\n`,
  )
}

/** The line of each value that is in the file. */
async function linesIn({ file, values }: Configuration): Promise<ReadonlyMap<string, number>> {
  const lines = new Map<string, number>()
  if (file === undefined) return lines
  const text = await readFile(file, 'utf8')
  for (const [key, { origin }] of values) {
    const line = origin.startsWith(file) ? await lineOf(text, key.split('.')) : undefined
    if (line !== undefined) lines.set(key, line)
  }
  return lines
}

function placed(origin: string, line: number | undefined, { file }: Configuration): string {
  return line === undefined || file === undefined ? origin : `${file}:${line}${origin.slice(file.length)}`
}

/** No setting is a secret, but a person may have pasted one: the password of an address is not printed. */
function masked(text: string): string {
  return text.replaceAll(/(:\/\/[^\s/:@"]+:)[^\s/@"]+@/g, '$1***@')
}
