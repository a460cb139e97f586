import { CopilotError, type Severity } from '@aks-copilot/contracts'

const FIX_MODES = ['none', 'suggest', 'commit-suggestions'] as const
const THRESHOLDS = ['error', 'warning', 'info', 'never'] as const

/** What the workflow asks for, as action.yml describes it. */
export interface Inputs {
  /** Files, folders and globs, relative to the checkout. */
  readonly paths: readonly string[]
  readonly source: string | undefined
  readonly target: string | undefined
  readonly failOn: Severity | 'never' | undefined
  readonly fix: (typeof FIX_MODES)[number]
  readonly comment: boolean
  /** A file to write, `upload`, or nothing. */
  readonly sarif: string | undefined
  readonly baseline: string | undefined
  readonly onlyChanged: boolean
  readonly token: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads INPUT_*; an empty value is none. Throws ACTION_INPUT_WRONG. */
export function readInputs(environment: Environment): Inputs {
  const text = (name: string): string | undefined => {
    const value = environment[`INPUT_${name.toUpperCase().replaceAll('-', '_')}`]?.trim()
    return value === undefined || value === '' ? undefined : value
  }
  const paths = (text('paths') ?? '.')
    .split(/\r?\n/)
    .map((path) => path.trim())
    .filter((path) => path !== '')
  if (paths.includes('-')) throw wrong('paths', '-', 'a file, a folder or a glob of the checkout')
  return {
    paths,
    source: text('source'),
    target: text('target'),
    failOn: oneOf('fail-on', text('fail-on'), THRESHOLDS),
    fix: oneOf('fix', text('fix'), FIX_MODES) ?? 'none',
    comment: yesOrNo('comment', text('comment'), true),
    sarif: text('sarif'),
    baseline: text('baseline'),
    onlyChanged: yesOrNo('only-changed', text('only-changed'), false),
    token: text('token'),
  }
}

function oneOf<Word extends string>(name: string, value: string | undefined, words: readonly Word[]): Word | undefined {
  const found = words.find((word) => word === value)
  if (value !== undefined && found === undefined) throw wrong(name, value, `one of ${words.join(', ')}`)
  return found
}

function yesOrNo(name: string, value: string | undefined, otherwise: boolean): boolean {
  if (value === undefined) return otherwise
  if (value !== 'true' && value !== 'false') throw wrong(name, value, 'true or false')
  return value === 'true'
}

function wrong(name: string, value: string, wanted: string): CopilotError {
  return new CopilotError({
    code: 'ACTION_INPUT_WRONG',
    category: 'validation',
    message: `The input \`${name}\` is \`${value.slice(0, 80)}\`.`,
    remedy: `It must be ${wanted}.`,
  })
}
