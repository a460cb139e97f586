import { ApiFault, type ApiServer } from '../connect/api-server.ts'
import type { LogStream, Time } from '../context/records.ts'
import { splitLines } from './split-lines.ts'

export interface LogRequest {
  /** The instance before the last restart. */
  readonly previous: boolean
  readonly tailLines?: number | undefined
  readonly limitBytes?: number | undefined
  readonly sinceTime?: Time | undefined
  readonly follow?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: ((count: number) => void) | undefined
}

/** The lines of one container's log as the API gives them, each with its time. Throws `ApiFault`. */
export async function* requestLog(
  api: ApiServer,
  { pod, container }: Pick<LogStream, 'pod' | 'container'>,
  { previous, tailLines, limitBytes, sinceTime, follow, signal, onBytes }: LogRequest,
): AsyncGenerator<string> {
  const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/log`
  const query = {
    container,
    timestamps: true,
    tailLines,
    limitBytes,
    previous: previous ? true : undefined,
    follow: follow === true ? true : undefined,
    sinceTime: sinceTime === undefined ? undefined : new Date(sinceTime).toISOString(),
  }
  const body = await api.stream(path, { query, accept: '*/*', signal })
  yield* splitLines(body, onBytes)
}

/** What a refusal means for a log: it is not there (yet, or any more), nobody may read it, or it may work another time. */
export type Refusal = 'waiting' | 'gone' | 'not-permitted' | 'failed'

export function refusalOf(fault: unknown): Refusal {
  if (!(fault instanceof ApiFault)) return 'failed'
  if (fault.status === 401 || fault.status === 403) return 'not-permitted'
  if (fault.status === 404) return 'gone'
  // "container x is waiting to start", "previous terminated container x not found", a node that the kubelet does not answer for.
  return fault.status === 400 ? 'waiting' : 'failed'
}
