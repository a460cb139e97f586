import { randomBytes } from 'node:crypto'
import type { Snapshot } from '../context/snapshot.ts'
import { anonymiseRecording } from './anonymise-recording.ts'
import type { Recording } from './recording.ts'
import { SecretRandom } from './secret-random.ts'
import { writeRecording, type WriteOptions } from './write-recording.ts'

export interface RecordOptions extends WriteOptions {
  /** True: names, addresses and values stay as they are; for clusters that hold nothing worth hiding. */
  readonly keepNames?: boolean | undefined
  /** The same key gives the same pseudonyms again. Default: a new one, which is forgotten. */
  readonly key?: Uint8Array | undefined
}

/** Writes what is known of a cluster under pseudonyms: the bundle gives the same findings, and does not tell whose they are. */
export function recordCluster(of: Recording | Snapshot, { keepNames, key, ...options }: RecordOptions = {}): Uint8Array {
  const recording = 'snapshot' in of ? of : { snapshot: of, history: [] }
  if (keepNames === true) return writeRecording(recording, options)
  return writeRecording(anonymiseRecording(recording, new SecretRandom(key ?? randomBytes(32))).recording, { ...options, anonymised: true })
}
