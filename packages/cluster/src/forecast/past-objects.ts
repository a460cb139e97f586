import type { LiveObject } from '../context/live-object.ts'
import type { Time } from '../context/records.ts'

/** Objects of a kind as they were at an earlier time; what was not seen by then is not among them. */
export type PastObjects = (kind: string, at: Time, namespace?: string) => readonly LiveObject[]
