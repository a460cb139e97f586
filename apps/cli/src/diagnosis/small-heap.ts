import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'

/**
 * For a process that stays: V8 sweeps what is new in little room. Some more work, and some megabytes less from the first moment on. Before
 * much is made, and before the compile cache is opened: code that was kept under other flags is not taken.
 */
export function keepYoungSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * For a process that stays: beside `keepYoungSmall`, V8 sweeps the rest whenever it has grown a little, in place of holding twice to four
 * times of what lives: half the memory. While much is made for the first time that would cost more than it gives: call it afterwards.
 */
export function keepHeapSmall(): void {
  keepYoungSmall()
  // What is kept under these flags, no later start would take.
  flushCompileCache()
  setFlagsFromString('--optimize-for-size')
}
