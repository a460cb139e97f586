import { readFile, writeFile } from 'node:fs/promises'
import { isMap } from '@aks-copilot/kubernetes'
import { readYaml } from '@aks-copilot/manifests'
import type { Configuration } from '../configuration.ts'
import { variableOf } from '../settings.ts'
import type { Terminal } from '../terminal.ts'

const KEY = 'model.name'

/** Writes model.name into the configuration file that is in use; without one, or where the file is written in an unusual way, says what to set. */
export async function useModel(
  name: string,
  configuration: Configuration,
  { environment }: Terminal,
): Promise<{ readonly text: string; readonly json: object }> {
  const { file } = configuration
  const written = file !== undefined && (await write(file, name))
  const variable = environment[variableOf(KEY)]
  const shadow =
    variable !== undefined && variable !== '' && variable !== name
      ? `\n${variableOf(KEY)} says ${variable}, which goes before the file.`
      : ''
  const text = written
    ? `${file}: model.name is ${name} now.`
    : `Set it in ${file ?? 'an aks-copilot.yaml'}:\n\n  model:\n    name: ${JSON.stringify(name)}\n\nor in the environment: ${variableOf(KEY)}=${name}`
  return { text: `${text}${shadow}`, json: { name, written, ...(file === undefined ? {} : { file }) } }
}

/** One line changes; comments and all else stay. What comes out is read again: anything unexpected, and the file is left alone. */
async function write(file: string, name: string): Promise<boolean> {
  const before = await readFile(file, 'utf8')
  const after = withName(before, name)
  if (!saysOnly(before, after, name)) return false
  if (after !== before) await writeFile(file, after)
  return true
}

/** The text with `name` under `model`, in the style of its lines. */
export function withName(text: string, name: string): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(/\r?\n/)
  const section = lines.findIndex((line) => /^model:\s*(?:#.*)?$/.test(line))
  const value = JSON.stringify(name)
  if (section < 0) return `${text}${text === '' || text.endsWith('\n') ? '' : eol}model:${eol}  name: ${value}${eol}`
  const end = lines.findIndex((line, index) => index > section && /^[^\s#]/.test(line))
  const own = lines.findIndex((line, index) => index > section && (end < 0 || index < end) && /^\s+name:/.test(line))
  if (own < 0) lines.splice(section + 1, 0, `${/^\s+(?=\w)/.exec(lines[section + 1] ?? '')?.[0] ?? '  '}name: ${value}`)
  else
    lines[own] = (lines[own] ?? '').replace(
      /^(\s+name:).*?(\s+#.*)?$/,
      (_, key: string, comment: string | undefined) => `${key} ${value}${comment ?? ''}`,
    )
  return lines.join(eol)
}

function saysOnly(before: string, after: string, name: string): boolean {
  const [old, now] = [readYaml(before), readYaml(after)]
  if (!old.ok || !now.ok || !isMap(now.value)) return false
  const wanted = {
    ...(isMap(old.value) ? old.value : {}),
    model: { ...(isMap(old.value) && isMap(old.value['model']) ? old.value['model'] : {}), name },
  }
  return sorted(now.value) === sorted(wanted)
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    isMap(entry) ? Object.fromEntries(Object.entries(entry).toSorted(([left], [right]) => left.localeCompare(right))) : entry,
  )
}
