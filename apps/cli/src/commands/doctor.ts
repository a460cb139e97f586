import { createColors } from 'picocolors'
import { readConfiguration } from '../configuration.ts'
import type { Flags } from '../inspection.ts'
import type { CommandContext } from '../command-context.ts'
import { runTool } from '../run-tool.ts'
import { type Terminal, wantsColor, writeOut } from '../terminal.ts'

interface Finding {
  readonly name: string
  readonly state: 'ok' | 'missing' | 'off'
  readonly detail: string
  /** The command that mends it, or what works without it. */
  readonly remedy?: string
}

/** `aks-copilot doctor`: what is there, what is missing, and what to run. `--config` prints the configuration instead. */
export async function doctor(flags: Flags, context: CommandContext): Promise<void> {
  const { terminal } = context
  const colors = createColors(wantsColor(terminal, flags['color'] as boolean | undefined))
  if (flags['config'] !== undefined) return printConfiguration(flags, terminal, colors)
  const findings = [nodeVersion(), await kubectl(terminal), await helm(terminal), await cluster(terminal)]
  const mark = { ok: colors.green('✔'), missing: colors.yellow('✖'), off: colors.dim('–') }
  const rows = findings.map(({ name, state, detail, remedy }) => `${mark[state]} ${name.padEnd(10)} ${detail}${remedy === undefined ? '' : `\n  ${' '.repeat(11)}${colors.dim(remedy)}`}`)
  await writeOut(terminal, `${rows.join('\n')}\n\ncheck and fix need none of the optional tools for plain manifests.\n`)
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const good = major > 22 || (major === 22 && minor >= 18)
  return { name: 'Node.js', state: good ? 'ok' : 'missing', detail: process.versions.node, ...(good ? {} : { remedy: 'Install Node.js 22.18 or newer.' }) }
}

async function kubectl(terminal: Terminal): Promise<Finding> {
  const result = await runTool('kubectl', ['version', '--client', '--output=json'], terminal)
  if (!result.ok) return { name: 'kubectl', state: 'missing', detail: 'not found', remedy: 'For Kustomize folders and --verify-with-cluster: az aks install-cli' }
  const version = /"gitVersion":\s*"([^"]+)"/.exec(result.stdout)?.[1] ?? 'found'
  return { name: 'kubectl', state: 'ok', detail: version }
}

async function helm(terminal: Terminal): Promise<Finding> {
  const result = await runTool('helm', ['version', '--short'], terminal)
  return result.ok
    ? { name: 'helm', state: 'ok', detail: result.stdout.trim() }
    : { name: 'helm', state: 'missing', detail: 'not found', remedy: 'For Helm charts: go install helm.sh/helm/v3/cmd/helm@latest, or https://helm.sh/docs/intro/install' }
}

async function cluster(terminal: Terminal): Promise<Finding> {
  const result = await runTool('kubectl', ['version', '--output=json', '--request-timeout=5s'], terminal)
  const version = /"serverVersion":\s*\{[^}]*"gitVersion":\s*"([^"]+)"/.exec(result.stdout)?.[1]
  return version === undefined
    ? { name: 'cluster', state: 'off', detail: 'none reachable', remedy: 'Only --verify-with-cluster asks one: az aks get-credentials --resource-group GROUP --name CLUSTER' }
    : { name: 'cluster', state: 'ok', detail: `Kubernetes ${version} answers` }
}

async function printConfiguration(flags: Flags, terminal: Terminal, colors: ReturnType<typeof createColors>): Promise<void> {
  const configuration = await readConfiguration({ ...(typeof flags['config'] === 'string' ? { config: flags['config'] } : {}) }, terminal)
  const rows = [...configuration.values].map(([key, { value, origin }]) => `${key.padEnd(20)} ${JSON.stringify(value) ?? colors.dim('not set')}  ${colors.dim(origin)}`)
  await writeOut(terminal, `${configuration.file === undefined ? 'No aks-copilot.yaml found.' : `File: ${configuration.file}`}\n\n${rows.join('\n')}\n`)
}
