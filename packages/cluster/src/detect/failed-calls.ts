import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { LogLine, LogStream } from '../context/records.ts'

/** A line of a log that tells of a call to a Service that failed. */
export interface FailedCall {
  readonly client: LiveObject
  readonly service: LiveObject
  /** refused: somebody said no at once. timeout: nobody said anything. broken: it ended in another way. */
  readonly outcome: 'refused' | 'timeout' | 'broken'
  readonly stream: LogStream
  readonly line: LogLine
}

const REFUSED = /connection refused|ECONNREFUSED|refused the connection/i
const TIMEOUT = /timed?[ -]?out|ETIMEDOUT|ESOCKETTIMEDOUT|deadline exceeded|EHOSTUNREACH|no route to host|unreachable/i
const BROKEN =
  /ECONNRESET|connection reset|broken pipe|can't connect|could not connect|unable to connect|failed to connect|connection failed|no healthy upstream/i
/** busybox, curl and psql name whom they call one line before they tell how it went. */
const CALLING = /^\s*(connecting to|\* +trying|trying) /i
const HOST = /([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*)(:\d{2,5})?/gi
const BEFORE_A_HOST =
  /(?:\/\/|@|\bto|\bhost|\blookup|\baddress|\bhost:|\bdial|\btcp|\bserver|\bfrom|\bcalling|\bECONNREFUSED|\bETIMEDOUT|[(['"`=,])\s*$/i
const MOST_LENGTH = 2000

/** Calls to Services of the cluster that failed, as the logs of their clients tell, oldest first for each Service. */
export function failedCallsTo(service: LiveObject, state: ClusterState): readonly FailedCall[] {
  return byService(state).get(service) ?? []
}

function byService(state: ClusterState): ReadonlyMap<LiveObject, readonly FailedCall[]> {
  return state.remember(byService, () => {
    const groups = new Map<LiveObject, FailedCall[]>()
    for (const call of state.snapshot.logs.flatMap((stream) => callsOf(stream, state))) {
      const group = groups.get(call.service)
      if (group === undefined) groups.set(call.service, [call])
      else group.push(call)
    }
    for (const group of groups.values()) group.sort((left, right) => left.line.at - right.line.at)
    return groups
  })
}

function callsOf(stream: LogStream, state: ClusterState): readonly FailedCall[] {
  const client = state.find('Pod', stream.pod.namespace, stream.pod.name)
  if (client === undefined) return []
  return stream.lines.flatMap((line, index): readonly FailedCall[] => {
    const outcome = outcomeOf(line.text)
    if (outcome === undefined) return []
    const before = stream.lines[index - 1]?.text ?? ''
    const service = namedService(line.text, client, state) ?? (CALLING.test(before) ? namedService(before, client, state) : undefined)
    return service === undefined ? [] : [{ client, service, outcome, stream, line }]
  })
}

function outcomeOf(text: string): FailedCall['outcome'] | undefined {
  if (text.length > MOST_LENGTH) return undefined
  if (REFUSED.test(text)) return 'refused'
  if (TIMEOUT.test(text)) return 'timeout'
  return BROKEN.test(text) ? 'broken' : undefined
}

/** The first Service that a line names as a host: by address, by its full name, or by its short one in a place where hosts stand. */
export function namedService(text: string, client: LiveObject, state: ClusterState): LiveObject | undefined {
  const addresses = clusterAddresses(state)
  for (const match of text.matchAll(HOST)) {
    const [, host = '', port] = match
    const byAddress = addresses.get(host)
    if (byAddress !== undefined) return byAddress
    const [name = '', namespace, kind = 'svc'] = host.split('.')
    const isCertain =
      port !== undefined || namespace !== undefined || BEFORE_A_HOST.test(text.slice(Math.max(0, match.index - 24), match.index))
    const service = isCertain && kind === 'svc' ? state.find('Service', namespace ?? client.namespace, name) : undefined
    if (service !== undefined) return service
  }
  return undefined
}

function clusterAddresses(state: ClusterState): ReadonlyMap<string, LiveObject> {
  return state.remember(clusterAddresses, () => {
    const addressed = state.list('Service').flatMap((service) =>
      service.spec
        .at('clusterIPs')
        .items()
        .concat(service.spec.at('clusterIP'))
        .map((field) => [field.text ?? '', service] as const),
    )
    return new Map(addressed.filter(([address]) => /\d/.test(address)))
  })
}
