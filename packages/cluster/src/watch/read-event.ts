import { Field, isMap } from '@aks-copilot/kubernetes'
import { timeOf } from '../context/live-object.ts'
import type { EventRecord } from '../context/records.ts'
import { maskSecrets } from '../mask/mask-secrets.ts'

/** The API server takes 1 KiB. */
const LONGEST_MESSAGE = 8 * 1024

/** Reads an Event of core/v1 or events.k8s.io/v1: the same record has other field names in each. Undefined when it is none. */
export function readEvent(raw: unknown): EventRecord | undefined {
  if (!isMap(raw)) return undefined
  const event = new Field(raw)
  const regarding = event.at('regarding').exists ? event.at('regarding') : event.at('involvedObject')
  const uid = event.at('metadata', 'uid').text
  const lastAt =
    timeOf(event.at('series', 'lastObservedTime')) ??
    timeOf(event.at('eventTime')) ??
    timeOf(firstOf(event, 'lastTimestamp', 'deprecatedLastTimestamp')) ??
    timeOf(event.at('metadata', 'creationTimestamp'))
  if (uid === undefined || lastAt === undefined) return undefined
  return {
    uid,
    object: {
      apiVersion: regarding.at('apiVersion').text,
      kind: regarding.at('kind').text ?? '',
      ...(regarding.at('namespace').text === undefined ? {} : { namespace: regarding.at('namespace').text }),
      name: regarding.at('name').text ?? '',
      uid: regarding.at('uid').text,
      fieldPath: regarding.at('fieldPath').text,
    },
    type: event.at('type').is('Warning') ? 'Warning' : 'Normal',
    reason: event.at('reason').text ?? '',
    message: maskSecrets((firstOf(event, 'note', 'message').text ?? '').slice(0, LONGEST_MESSAGE)),
    count: event.at('series', 'count').number ?? firstOf(event, 'deprecatedCount', 'count').number ?? 1,
    firstAt: timeOf(firstOf(event, 'deprecatedFirstTimestamp', 'firstTimestamp')) ?? timeOf(event.at('eventTime')) ?? lastAt,
    lastAt,
    source:
      firstOf(event, 'reportingController', 'reportingComponent').text ||
      (firstOf(event, 'deprecatedSource', 'source').at('component').text ?? ''),
  }
}

/** The first of these fields that is there. */
function firstOf(event: Field, ...keys: readonly string[]): Field {
  return keys.map((key) => event.at(key)).find((field) => field.exists) ?? event.at(keys[0] ?? '')
}
