import { refused, type ToolVerdict } from './tool-call.ts'

/** What a flag takes: nothing, one of these words, or a text of this shape. */
type FlagRule = 'switch' | readonly string[] | RegExp
export type FlagRules = Readonly<Record<string, FlagRule>>

export interface ReadArguments {
  readonly ok: true
  readonly words: readonly string[]
  /** By long name, without dashes. */
  readonly flags: ReadonlyMap<string, string>
}

const MOST_ARGUMENTS = 24
const LONGEST_ARGUMENT = 256
// Also what is invisible or turns the direction of text: nobody could see what was asked for.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u

/** Takes arguments apart by the few flags that are known. Any other flag, short ones in a bunch, and what stands after `--` is refused. */
export function readArguments(
  args: readonly string[],
  rules: FlagRules,
  shorts: Readonly<Record<string, string>>,
): ReadArguments | (ToolVerdict & { ok: false }) {
  const words: string[] = []
  const flags = new Map<string, string>()
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? ''
    if (!argument.startsWith('-')) {
      words.push(argument)
      continue
    }
    const [name, inline] = nameOf(argument, shorts)
    const rule = name !== undefined && Object.hasOwn(rules, name) ? rules[name] : undefined
    if (name === undefined || rule === undefined) return refused(`the flag ${argument.split('=')[0]} is not allowed here`)
    if (flags.has(name)) return refused(`--${name} stands twice`)
    if (inline === undefined && rule !== 'switch') index += 1
    const value = inline ?? (rule === 'switch' ? 'true' : args[index])
    if (value === undefined || (inline === undefined && value.startsWith('-'))) return refused(`--${name} has no value`)
    if (!fits(value, rule)) return refused(`--${name} does not take ${JSON.stringify(value)} here`)
    flags.set(name, value)
  }
  return { ok: true, words, flags }
}

/** Why arguments are not even looked at; undefined where they are. */
export function unreadable(args: readonly string[]): string | undefined {
  if (args.length === 0) return 'nothing is asked for'
  if (args.length > MOST_ARGUMENTS) return `there are more than ${MOST_ARGUMENTS} arguments`
  if (args.some((argument) => argument === '')) return 'an argument is empty'
  if (args.some((argument) => argument.length > LONGEST_ARGUMENT)) return `an argument has more than ${LONGEST_ARGUMENT} characters`
  return args.some((argument) => UNPRINTABLE.test(argument)) ? 'an argument has characters that cannot be seen' : undefined
}

function nameOf(argument: string, shorts: Readonly<Record<string, string>>): readonly [string | undefined, string | undefined] {
  const equals = argument.indexOf('=')
  const flag = equals < 0 ? argument : argument.slice(0, equals)
  const inline = equals < 0 ? undefined : argument.slice(equals + 1)
  if (flag.startsWith('--')) return [flag.slice(2), inline]
  return [Object.hasOwn(shorts, flag.slice(1)) ? shorts[flag.slice(1)] : undefined, inline]
}

function fits(value: string, rule: FlagRule): boolean {
  if (rule === 'switch') return value === 'true' || value === 'false'
  return rule instanceof RegExp ? rule.test(value) : rule.includes(value)
}

/** Flags as `--name=value`, in the order in which they came. */
export function writtenFlags(flags: Iterable<readonly [string, string]>): string[] {
  return [...flags].map(([name, value]) => `--${name}=${value}`)
}
