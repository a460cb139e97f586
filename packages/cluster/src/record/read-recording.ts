import { gunzipSync } from 'node:zlib'
import { CopilotError } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'
import { Coverage } from '../context/coverage.ts'
import { LiveObject } from '../context/live-object.ts'
import type { Snapshot } from '../context/snapshot.ts'
import type { PastVersion, Recording } from './recording.ts'
import { RECORDING_FORMAT, RECORDING_VERSION, type RecordingFile, recordingSchema } from './recording-format.ts'
import { restored } from './write-recording.ts'

/** Larger than any recording of a large cluster; what unpacks to more is no recording. */
const MOST_BYTES = 512 * 1024 * 1024

/** Reads what `writeRecording` wrote, compressed or not: its last state. Throws RECORDING_INVALID. */
export function readRecording(bytes: Uint8Array): Snapshot {
  return openRecording(bytes).snapshot
}

/** Reads a recording with what was before: see `stateAt`. Throws RECORDING_INVALID where it is malformed, too large, or of a newer version. */
export function openRecording(bytes: Uint8Array, { mostBytes = MOST_BYTES }: { readonly mostBytes?: number } = {}): Recording {
  const file = parse(unpack(bytes, mostBytes))
  const { history, objects, coverage, metrics, cluster, now, window, events, logs, changes } = file
  const snapshot: Snapshot = {
    cluster,
    now,
    window,
    coverage: new Coverage(coverage),
    objects: objects.map((value) => new LiveObject(value)),
    events,
    logs: logs.map((stream) => ({
      ...stream,
      lines: stream.lines.map((line) => ({ ...line, level: line.level })),
      templates: stream.templates.map((template) => ({ ...template, level: template.level })),
    })),
    metrics: metrics.map(({ from, points, ...series }) => ({
      ...series,
      points: points.map(([after, value]) => [from + after, value] as const),
    })),
    changes: changes.map((change) => ({ ...change, diff: change.diff.map((field) => ({ ...field, from: field.from, to: field.to })) })),
  }
  return { snapshot, history: pastVersions(snapshot, history) }
}

function unpack(bytes: Uint8Array, mostBytes: number): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (bytes.length > mostBytes) throw invalid(`The recording has more than ${mostBytes} bytes.`)
  if (!isPacked) return new TextDecoder().decode(bytes)
  try {
    return new TextDecoder().decode(gunzipSync(bytes, { maxOutputLength: mostBytes }))
  } catch (error) {
    const isLarge = error instanceof RangeError
    throw invalid(
      isLarge ? `The recording unpacks to more than ${mostBytes} bytes.` : 'The recording cannot be unpacked: the file is damaged or cut.',
      error,
    )
  }
}

function parse(text: string): RecordingFile {
  const value = parseJson(text)
  if (!isMap(value) || value['format'] !== RECORDING_FORMAT) throw invalid('The file is no recording of aks-copilot.')
  const { version } = value
  if (typeof version === 'number' && version > RECORDING_VERSION) {
    throw new CopilotError({
      code: 'RECORDING_INVALID',
      category: 'validation',
      message: `The recording has version ${version}; this aks-copilot reads versions up to ${RECORDING_VERSION}.`,
      remedy: 'Update aks-copilot, or record again with this one.',
    })
  }
  if (isDeeperThan(value, DEEPEST)) throw invalid(`The recording is nested more than ${DEEPEST} deep.`)
  const result = recordingSchema.safeParse(value)
  if (result.success) return result.data
  const first = result.error.issues[0]
  throw invalid(`The recording is malformed at ${first?.path.join('.') || 'its top'}: ${first?.message ?? 'unreadable'}.`, result.error)
}

/** What walks over objects calls itself for each level. */
const DEEPEST = 200

/** Without calling itself: that is what it is there to prevent. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    const below: unknown[] = []
    for (const one of level)
      if (typeof one === 'object' && one !== null)
        for (const child of Object.values(one)) if (typeof child === 'object' && child !== null) below.push(child)
    level = below
  }
  return false
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No cause: the parser quotes what it read.
    throw invalid('The recording is no JSON: the file is damaged or cut.')
  }
}

function invalid(message: string, cause?: unknown): CopilotError {
  return new CopilotError({
    code: 'RECORDING_INVALID',
    category: 'validation',
    message,
    remedy: 'Give a file that `aks-copilot record` wrote, or record again.',
    cause,
  })
}

/** Versions stand newest first, each told by what differs from the one after it. */
function pastVersions(snapshot: Snapshot, history: RecordingFile['history']): PastVersion[] {
  const later = new Map(snapshot.objects.map(({ uid, value }) => [uid, value as unknown]))
  return history.map(({ uid, from, until, object, restore }) => {
    const value = object ?? restored(later.get(uid), restore ?? [])
    if (!isMap(value)) throw invalid(`The recording has a version of an object that it does not hold: ${uid}.`)
    later.set(uid, value)
    return { object: new LiveObject(value), from, until }
  })
}
