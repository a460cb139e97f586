import { type ChildProcess, fork } from 'node:child_process'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'
import { SyntheticCluster } from './start-server.ts'
import type { Answer, Tick } from './watch-process.ts'

const MINUTE = 60_000
const LINES_A_MINUTE = 30

export interface WatchedHours {
  readonly pods: number
  readonly hours: number
  /** Hours after which figures are wanted. */
  readonly reportAt: readonly number[]
  /** Minutes between two looks of the detectors, besides those that the watcher takes every two seconds of real time. */
  readonly lookEvery: number
  /** Whether the garbage collector can be called for the figures; the process is larger then. */
  readonly exposeGc: boolean
}

/**
 * Watches a synthetic cluster for some hours of a clock that runs fast, with the watcher built as the product is. Gives the figures of the
 * watching process at the hours wanted, and the requests that the server got.
 */
export async function watchedHours({
  pods,
  hours,
  reportAt,
  lookEvery,
  exposeGc,
}: WatchedHours): Promise<{ answers: Answer[]; requests: Readonly<Record<string, number>> }> {
  const start = Date.now()
  const cluster = await SyntheticCluster.start({ pods, now: start })
  const program = await built(dirname(cluster.kubeconfig))
  const child = fork(program, [cluster.kubeconfig, String(start)], { execArgv: exposeGc ? ['--expose-gc'] : [] })
  try {
    await nextAnswer(child)
    const answers: Answer[] = []
    let requests: Readonly<Record<string, number>> = {}
    for (let minute = 1; minute <= hours * 60; minute++) {
      const at = start + minute * MINUTE
      requests = await cluster.order({ do: 'minute', at, lines: LINES_A_MINUTE })
      const report = reportAt.includes(minute / 60)
      child.send({ at, look: minute % lookEvery === 0, report } satisfies Tick)
      const answer = await nextAnswer(child)
      if (report) answers.push(answer)
    }
    return { answers, requests }
  } finally {
    child.disconnect()
    cluster.stop()
  }
}

async function built(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'watch-process.ts'),
    platform: 'node',
    treeshake: { moduleSideEffects: false },
  })
  await bundle.write({ dir: folder, format: 'esm', minify: true, entryFileNames: 'watch-process.mjs', chunkFileNames: '[name]-[hash].mjs' })
  await bundle.close()
  return join(folder, 'watch-process.mjs')
}

async function nextAnswer(child: ChildProcess): Promise<Answer> {
  return await new Promise<Answer>((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the watcher ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as Answer)
    })
  })
}
