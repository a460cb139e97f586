import { spawnSync } from 'node:child_process'

export interface Measurement {
  /** Wall time of the best run, in milliseconds. */
  readonly milliseconds: number
  /** Largest resident memory of any run, in MB; undefined where /usr/bin/time is absent. */
  readonly megabytes: number | undefined
}

/** Runs a command some times and takes the best time: noise only ever adds. Exit status 1 means findings, which is fine here. */
export function measure(command: readonly string[], runs: number): Measurement | undefined {
  const [program = '', ...args] = command
  let best = Number.POSITIVE_INFINITY
  let most: number | undefined
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now()
    const result = spawnSync('/usr/bin/time', ['-f', 'RSS %M', program, ...args], { encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024 })
    const elapsed = performance.now() - started
    if (result.error !== undefined || (result.status !== 0 && result.status !== 1)) return undefined
    best = Math.min(best, elapsed)
    const kilobytes = Number(/RSS (\d+)/.exec(result.stderr)?.[1])
    if (Number.isFinite(kilobytes)) most = Math.max(most ?? 0, kilobytes / 1024)
  }
  return { milliseconds: best, megabytes: most }
}

/** Whether a program is on the PATH. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v "${program}"`]).status === 0
}
