import { AZ_BARE, AZ_COMMANDS, AZ_COMMON, AZ_SHORTS } from './az-commands.ts'
import { KUBECTL_SHORTS, KUBECTL_VERBS, type KubectlVerb } from './kubectl-verbs.ts'
import { readArguments, unreadable, writtenFlags } from './read-arguments.ts'
import { refused, type ToolCall, type ToolScope, type ToolVerdict } from './tool-call.ts'

/**
 * Whether a program may be run so: only verbs and flags that are known to read, nothing of Secrets, nothing outside the application's
 * namespaces and resource groups, nothing that waits without end. The verb comes first, and flags after it. Pure; runs nothing.
 */
export function judgeToolCall({ tool, args }: ToolCall, scope: ToolScope): ToolVerdict {
  const why = unreadable(args)
  if (why !== undefined) return refused(why)
  return tool === 'kubectl' ? judgeKubectl(args, scope) : judgeAz(args, scope)
}

function judgeKubectl(args: readonly string[], { namespaces }: ToolScope): ToolVerdict {
  const found = commandOf(args, KUBECTL_VERBS, 2)
  if (found === undefined) return refused(`kubectl ${args[0]} is not allowed: only what reads is`)
  const read = readArguments(found.rest, found.entry.flags, KUBECTL_SHORTS)
  if (!read.ok) return read
  const reach = found.entry.check(read.words, read.flags)
  if (typeof reach === 'string') return refused(reach)
  const asked = read.flags.get('namespace')
  if (asked !== undefined && !namespaces.includes(asked)) return refused(`namespace ${asked} is none of this application`)
  const flags = new Map([...read.flags].filter(([name]) => name !== 'namespace'))
  const place = reach.namespaced ? [['namespace', asked ?? namespaces[0]] as const] : []
  return { ok: true, args: [...found.command, ...reach.words, ...writtenFlags([...place, ...flags, ...added(found.entry, flags)])] }
}

function added({ adds = {} }: KubectlVerb, flags: ReadonlyMap<string, string>): (readonly [string, string])[] {
  return Object.entries(adds).filter(([name]) => !flags.has(name))
}

function judgeAz(args: readonly string[], { azure }: ToolScope): ToolVerdict {
  if (azure === undefined) return refused('az is not set up for this application')
  const found = commandOf(args, AZ_COMMANDS, 4)
  if (found === undefined) return refused(`az ${args.slice(0, 2).join(' ')} is not allowed: only what reads is`)
  const read = readArguments(found.rest, { ...found.entry.flags, ...AZ_COMMON }, AZ_SHORTS)
  if (!read.ok) return read
  if (read.words.length > 0) return refused(`${JSON.stringify(read.words[0])} is not expected`)
  const missing = found.entry.needs.find((name) => !read.flags.has(name))
  if (missing !== undefined) return refused(`--${missing} is missing`)
  const group = read.flags.get('resource-group')
  if (group !== undefined && !azure.resourceGroups.includes(group)) return refused(`resource group ${group} is none of this application`)
  const registry = found.command[0] === 'acr' ? read.flags.get('name') : undefined
  if (registry !== undefined && !azure.registries.includes(registry)) return refused(`registry ${registry} is none of this application`)
  const bare = [...read.flags].flatMap(([name, value]) => (AZ_BARE.includes(name) && value === 'true' ? [`--${name}`] : []))
  const flags = [...read.flags].filter(([name]) => !AZ_BARE.includes(name))
  const output = read.flags.has('output') ? [] : [['output', 'json'] as const]
  const own = writtenFlags([...flags, ...output, ['subscription', azure.subscription]])
  return { ok: true, args: [...found.command, ...bare, ...own, '--only-show-errors'] }
}

interface Found<Entry> {
  readonly command: readonly string[]
  readonly entry: Entry
  readonly rest: readonly string[]
}

/** The longest known command that the arguments begin with. */
function commandOf<Entry>(args: readonly string[], known: Readonly<Record<string, Entry>>, most: number): Found<Entry> | undefined {
  for (let length = most; length > 0; length -= 1) {
    const command = args.slice(0, length)
    const name = command.join(' ')
    const entry = command.length === length && Object.hasOwn(known, name) ? known[name] : undefined
    // An argument with a space in it is no two words.
    if (entry !== undefined && command.every((word) => !word.includes(' '))) return { command, entry, rest: args.slice(length) }
  }
  return undefined
}
