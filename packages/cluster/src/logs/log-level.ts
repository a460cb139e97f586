import { table } from '@aks-copilot/kubernetes'
import type { LogLine } from '../context/records.ts'
import { logfmtLevel } from './read-structure.ts'

export type Level = LogLine['level']

const WORDS = table<'error' | 'warning' | 'info'>({
  ...all(
    'error',
    'error',
    'err',
    'eror',
    'erro',
    'fatal',
    'critical',
    'crit',
    'fail',
    'alert',
    'emerg',
    'emergency',
    'panic',
    'dpanic',
    'severe',
    'e',
    'f',
    'c',
  ),
  ...all('warning', 'warning', 'warn', 'w'),
  ...all(
    'info',
    'info',
    'information',
    'informational',
    'inf',
    'notice',
    'note',
    'debug',
    'dbug',
    'dbg',
    'verbose',
    'vrb',
    'trace',
    'trce',
    'trc',
    'fine',
  ),
  ...all(
    'info',
    'finer',
    'finest',
    'config',
    'system',
    'log',
    'detail',
    'hint',
    'statement',
    'i',
    'd',
    'd1',
    'd2',
    'd3',
    'd4',
    'd5',
    't',
    'v',
    'n',
    'ok',
    'success',
  ),
})

function all<Word extends string>(word: Word, ...names: readonly string[]): Record<string, Word> {
  return Object.fromEntries(names.map((name) => [name, word]))
}

/** A level that a program names, by word or by number (pino and bunyan count from 10 to 60, syslog down from 7 to 0). */
export function namedLevel(name: string): Level {
  const number = Number(name)
  if (name === '' || Number.isNaN(number)) return WORDS[name.toLowerCase()]
  if (number >= 10) return number >= 50 ? 'error' : number >= 40 ? 'warning' : 'info'
  return number <= 3 ? 'error' : number === 4 ? 'warning' : 'info'
}

const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+/
const LEVEL_WORDS =
  'TRACE|DEBUG|INFO|INFORMATION|NOTICE|NOTE|LOG|DETAIL|HINT|STATEMENT|WARN|WARNING|ERROR|ERR|FATAL|CRITICAL|CRIT|SEVERE|ALERT|EMERG|PANIC|SYSTEM'
/** `[error]`, `[core:error]`, `(ERROR)`, `|ERROR|`, near the start. */
const BRACKETED = new RegExp(String.raw`^.{0,60}?[[(|<]\s{0,3}(?:\w+:)?(${LEVEL_WORDS}|inf|dbg|wrn|err|ftl|eror)\s{0,3}[\])|>]`, 'i')
/** `2026-11-22 10:00:00,123 ERROR x`, `10:00 [main] WARN x`, `ERROR:root:x`: a word in capitals near the start. */
const CAPITALS = new RegExp(
  String.raw`^[^a-z]{0,60}?(?:\[[^\]]{0,40}\]\s+)?(?:[\w.-]{1,60}\s+(?:[-:|]\s+)?)?(?<![\w-])(${LEVEL_WORDS})(?![\w-])(?! ?=)`,
)
/** What the console of .NET begins with, and some plain programs: `fail: Shop.Cart[0]`, `error: x`, `Warning: x`. */
const PREFIX = /^(trce|dbug|debug|info|notice|warn|warning|fail|crit|error|fatal|critical|panic|err)\b(?:\[\w+\])?:/i
/** Redis marks the level by a sign. */
const REDIS = /^\d+:[A-Z] \d\d \w{3} \d{4} [\d:.]+ ([.*#-]) /
const ACCESS = /"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)? ?[^"]{0,2000}HTTP\/[\d.]+" (\d{3})\b/

const FAULT_START =
  /^(?:Traceback \(most recent call last\)|Exception in thread|Unhandled exception|Uncaught |panic: |fatal error: |thread '.{1,60}' panicked|Segmentation fault|Killed$|\S+\.rb:\d+:in |(?:[\w$]+\.){1,12}[A-Z][\w$]{0,80}(?:Exception|Error)\b|(?:[A-Z]\w{0,60})?(?:Error|Exception)(?: \[\w+\])?: )/
/** Words for what went wrong. `0 errors`, `error_count=0`, `without error`, `error=null` are none: see `NO_FAULT`. */
const FAULT_WORDS =
  /(?<![\w-])(?:errors?|exceptions?|fatal|panic|failed to|fails to|failure|could not|couldn't|cannot|can't|unable to|refused|not permitted|permission denied|access denied|no such (?:file|host)|not found:|timed out|unreachable|econn\w+|enotfound|eaddrinuse|eacces|enoent)(?![\w-])/i
const NO_FAULT =
  /(?<![\w-])(?:(?:0|no|zero|without(?: any)?|any|if|on|ignore|ignoring|handle|handling|handler for) (?:errors?|exceptions?|failures?|fatal)|(?:errors?|exceptions?|failures?)(?:[_ -]?(?:count|rate|total))?["']?\s{0,2}[:=]\s{0,2}["']?(?:0(?:\.0+)?%?|null|nil|<nil>|none|false|""|''|\{\}|\[\])(?![\w.]))|(?:failed|errors?|errored|failures?)["']?\s{0,2}[:=]\s{0,2}0\b|(?<![\w-])(?:error[ _-]?(?:page|handler|handling|log|rate|reporting|code 0)|exception handler)(?![\w-])/gi

/**
 * The level of a line: what its writer says, in the ways that loggers have (JSON is read before, see read-structure.ts); where the writer
 * says nothing, `error` for a line that plainly tells of a fault, else undefined.
 */
export function levelOf(line: string): Level {
  return saidLevel(line) ?? guessedLevel(line)
}

function saidLevel(line: string): Level {
  const klog = KLOG.exec(line)?.[1]
  if (klog !== undefined) return namedLevel(klog)
  const named = logfmtLevel(line) ?? PREFIX.exec(line)?.[1] ?? BRACKETED.exec(line)?.[1] ?? CAPITALS.exec(line)?.[1]
  const level = named === undefined ? undefined : shortLevel(named)
  if (level !== undefined) return level
  const sign = REDIS.exec(line)?.[1]
  if (sign !== undefined) return sign === '#' ? 'warning' : 'info'
  const status = ACCESS.exec(line)?.[1]
  return status === undefined ? undefined : status.startsWith('5') ? 'error' : 'info'
}

function shortLevel(name: string): Level {
  if (name.toLowerCase() === 'wrn') return 'warning'
  return name.toLowerCase() === 'ftl' ? 'error' : namedLevel(name)
}

function guessedLevel(line: string): Level {
  if (FAULT_START.test(line)) return 'error'
  if (!FAULT_WORDS.test(line)) return undefined
  return FAULT_WORDS.test(line.replace(NO_FAULT, ' ')) ? 'error' : undefined
}
