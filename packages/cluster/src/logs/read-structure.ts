import { isMap } from '@aks-copilot/kubernetes'

/** A line that a program wrote as data: its message for people, and the word or number that it gives as level. */
export interface Structured {
  readonly text: string
  readonly level: string | undefined
}

const LEVEL_KEYS = [
  'level',
  'severity',
  'lvl',
  'levelname',
  'log.level',
  'loglevel',
  'LogLevel',
  '@level',
  '@l',
  'severityText',
  's',
  'priority',
]
const MESSAGE_KEYS = ['message', 'msg', '@m', '@mt', 'Message', 'event', 'log', 'short_message', 'body']
const ERROR_KEYS = [
  'error',
  'err',
  'exception',
  'Exception',
  '@x',
  'error.message',
  'stack_trace',
  'stack',
  'stacktrace',
  'exc_info',
  'cause',
  'reason',
]
/** What every line has, and no reader misses. */
const NOISE_KEYS = new Set(
  `time timestamp @timestamp @t ts t date datetime Timestamp asctime @version v version hostname host.name pid thread thread_name level_value
  logger logger_name caller source_location EventId Category State Scopes`.split(/\s+/),
)
const MOST_FIELDS = 12
const MOST_VALUE = 400

/** Reads a line of JSON: `message: error key=value …`, without the fields that every line has. Undefined for anything else. */
export function readJsonLine(line: string): Structured | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!isMap(value)) return undefined
  const levelKey = LEVEL_KEYS.find((key) => ['string', 'number'].includes(typeof at(value, key)))
  const messageKey = MESSAGE_KEYS.find((key) => typeof at(value, key) === 'string')
  // Serilog leaves the level out where it is Information.
  const level = levelKey === undefined ? ('@t' in value ? 'info' : undefined) : String(at(value, levelKey))
  if (messageKey === undefined && levelKey === undefined) return { text: line, level }
  return { text: readable(value, messageKey, levelKey), level }
}

function readable(value: Readonly<Record<string, unknown>>, messageKey: string | undefined, levelKey: string | undefined): string {
  const message = messageKey === undefined ? '' : String(at(value, messageKey))
  const told = new Set([messageKey, levelKey, ...ERROR_KEYS])
  const errors = ERROR_KEYS.map((key) => errorText(at(value, key))).filter((text) => text !== '' && !message.includes(text))
  const rest = Object.entries(value)
    .filter(([key, field]) => !told.has(key) && !NOISE_KEYS.has(key) && isScalar(field))
    .slice(0, MOST_FIELDS)
    .map(([key, field]) => `${key}=${String(field).slice(0, MOST_VALUE)}`)
  return [[message, ...errors].filter((part) => part !== '').join(': '), ...rest].filter((part) => part !== '').join(' ')
}

function at(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== ''
}

/** An error as loggers write it: text, or an object with its message and its stack. */
function errorText(value: unknown): string {
  if (typeof value === 'string') return value
  if (!isMap(value)) return ''
  const [message, stack] = [at(value, 'message') ?? at(value, 'msg'), at(value, 'stack') ?? at(value, 'stack_trace')]
  if (typeof stack === 'string') return typeof message === 'string' && !stack.includes(message) ? `${message}\n${stack}` : stack
  return typeof message === 'string' ? message : ''
}

const LOGFMT_LEVEL = /(?:^|\s)(?:level|lvl|severity|loglevel)="?([A-Za-z]+)"?(?=\s|$)/

/** The level that a line of `key=value` pairs gives. */
export function logfmtLevel(line: string): string | undefined {
  return LOGFMT_LEVEL.exec(line)?.[1]
}
