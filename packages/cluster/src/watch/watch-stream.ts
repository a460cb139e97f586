import { isMap } from '@aks-copilot/kubernetes'
import { ApiFault, type ApiServer } from '../connect/api-server.ts'
import { splitLines } from './split-lines.ts'

type Value = Readonly<Record<string, unknown>>

/** What one line of a watch says. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: Value
  readonly resourceVersion: string
}

export interface StreamOptions {
  readonly path: string
  readonly resourceVersion: string
  readonly accept?: string | undefined
  /** `metadata.name=shop` */
  readonly fieldSelector?: string | undefined
  /** Milliseconds until the server ends the watch. */
  readonly watchFor: number
  /** Milliseconds without a byte after which the peer counts as dead. */
  readonly silence: number
  readonly signal: AbortSignal
  /** What to do to a line before it is parsed. */
  readonly prepare?: ((line: string) => string) | undefined
  /** The server began to answer. */
  readonly opened: () => void
  /** Called for each event, in order; the next bytes are read when it returned. */
  readonly take: (event: WatchEvent) => void
}

/**
 * Reads one watch until the server ends it. Throws `ApiFault` for whatever else ends it: the server's ERROR event as the status that it
 * carries, silence as the reason `Silent`, a line that is no event as `Malformed`.
 */
export async function readWatch(api: ApiServer, options: StreamOptions): Promise<void> {
  const { signal, silence } = options
  const own = new AbortController()
  const abort = (): void => own.abort(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  const silent = setTimeout(() => own.abort(new ApiFault(0, 'Silent', `nothing came for ${Math.round(silence / 1000)} s`)), silence)
  try {
    const body = await api.stream(options.path, {
      query: {
        watch: true,
        allowWatchBookmarks: true,
        fieldSelector: options.fieldSelector,
        resourceVersion: options.resourceVersion,
        timeoutSeconds: Math.ceil(options.watchFor / 1000),
      },
      ...(options.accept === undefined ? {} : { accept: options.accept }),
      signal: own.signal,
    })
    options.opened()
    for await (const lines of splitLines(body)) {
      silent.refresh()
      for (const line of lines) options.take(readEventLine(line, options.prepare?.(line) ?? line))
    }
  } finally {
    clearTimeout(silent)
    signal.removeEventListener('abort', abort)
    own.abort()
  }
}

/** Reads what was made of a line; the line itself where that is no JSON. */
function readEventLine(line: string, prepared: string): WatchEvent {
  const event = parse(prepared) ?? (prepared === line ? undefined : parse(line))
  const object = event?.['object']
  if (event === undefined || !isMap(object)) throw new ApiFault(0, 'Malformed', 'a line of the watch is no event')
  const type = event['type']
  if (type === 'ERROR') throw faultIn(object)
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED' && type !== 'BOOKMARK')
    throw new ApiFault(0, 'Malformed', `the watch sent an event of the unknown type ${String(type)}`)
  const metadata = object['metadata']
  const version = isMap(metadata) ? metadata['resourceVersion'] : undefined
  if (typeof version !== 'string' || version === '') throw new ApiFault(0, 'Malformed', 'an event of the watch has no resourceVersion')
  return { type, object, resourceVersion: version }
}

function parse(line: string): Value | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isMap(value) ? value : undefined
  } catch {
    return undefined
  }
}

function faultIn(status: Value): ApiFault {
  const details = isMap(status['details']) ? status['details'] : {}
  const after = details['retryAfterSeconds']
  return new ApiFault(
    typeof status['code'] === 'number' ? status['code'] : 500,
    typeof status['reason'] === 'string' ? status['reason'] : '',
    typeof status['message'] === 'string' ? status['message'] : 'the watch ended with an error',
    { retryAfter: typeof after === 'number' ? after : undefined },
  )
}
