import { CopilotError } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
import { clusterFlags } from '../cluster-access.ts'
import type { CommandContext } from '../command-context.ts'
import { type Configuration, readConfiguration } from '../configuration.ts'
import { assistantFindings } from '../diagnosis/examine-assistant.ts'
import { clusterAccess, type Finding, NOTHING } from '../diagnosis/examine-cluster.ts'
import { toolFindings } from '../diagnosis/examine-tools.ts'
import type { Flags } from '../inspection.ts'
import { printable, printableLines } from '../printable.ts'
import { type Terminal, wantsColor, writeOut } from '../terminal.ts'

/** `aks-copilot doctor`: what is there, what is missing, and what to run. `--config` prints the configuration instead. */
export async function doctor(flags: Flags, { terminal }: CommandContext): Promise<void> {
  const colors = createColors(wantsColor(terminal, flags['color']))
  const { config, ...others } = flags
  const read = readConfiguration({ ...others, ...(typeof config === 'string' ? { config } : {}) }, terminal)
  if (config !== undefined) return printConfiguration(await read, terminal, colors)
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
  const width = Math.max(...[...configuration.values.keys()].map((key) => key.length)) + 2
  const rows = [...configuration.values].map(([key, { value, origin, refused }]) => {
    const text = value === undefined ? 'not set' : masked(JSON.stringify(value))
    return `${key.padEnd(width)}${value === undefined ? colors.dim(text.padEnd(24)) : text.padEnd(24)} ${colors.dim(origin)}${refused === undefined ? '' : colors.yellow(', does not count: nobody named that file')}`
  })
  await writeOut(
    terminal,
    `${configuration.file === undefined ? 'No aks-copilot.yaml found.' : `File: ${configuration.file}`}\n\n${rows.join('\n')}\n`,
  )
}

/** No setting is a secret, but a person may have pasted one: the password of an address is not printed. */
function masked(text: string): string {
  return text.replaceAll(/(:\/\/[^\s/:@"]+:)[^\s/@"]+@/g, '$1***@')
}
