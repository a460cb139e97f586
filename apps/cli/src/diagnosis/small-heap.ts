import { setFlagsFromString } from 'node:v8'

/** For a process that stays: new objects get little room, which is swept often, in place of tens of megabytes. Before much was made. */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** The rest grows by little before it is swept. When what is large at the start (lists, code) is over. */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size')
}
