import { atMost, figure } from './bar.ts'
import { watchedHours } from './watched-hours.ts'
import type { Answer } from './watch-process.ts'

const MEGABYTE = 1024 * 1024

/** The memory of a process that watches a cluster for two hours, time compressed: what the system holds for it, at most. */
export async function measureMemory(): Promise<void> {
  await twoHours(100, 150, 2)
  await twoHours(10_000, 1024, 20)
}

async function twoHours(pods: number, most: number, lookEvery: number): Promise<void> {
  const { answers, requests } = await watchedHours({ pods, hours: 2, reportAt: [2], lookEvery, exposeGc: false })
  const [end = {}] = answers
  atMost(`${pods.toLocaleString('en')} pods watched for 2 hours`, (end.mostResident ?? 0) / MEGABYTE, most, 'MB resident')
  figure('', `${told(end)}; ${Object.values(requests).reduce((sum, count) => sum + count, 0)} requests`)
}

/** 24 hours of 100 pods that come and go: what is held after four hours is what is held at the end. */
export async function measureSoak(): Promise<void> {
  const { answers } = await watchedHours({ pods: 100, hours: 24, reportAt: [4, 8, 12, 16, 20, 24], lookEvery: 5, exposeGc: true })
  const heaps = answers.map(({ heap = 0 }) => heap)
  const [first = 0, last = 0] = [heaps[0], heaps.at(-1)]
  atMost('24 hours, 100 pods: heap at hour 24 beside hour 4', (last / first) * 100, 110, '%')
  figure(
    '',
    `heap after 4, 8, … 24 hours: ${heaps.map((heap) => (heap / MEGABYTE).toFixed(1)).join(' · ')} MB; at the end ${told(answers.at(-1) ?? {})}`,
  )
}

function told({ heap = 0, held = 0, objects = 0, events = 0, cpu = 0, mostResident = 0 }: Answer): string {
  const megabytes = (bytes: number): string => `${Math.round(bytes / MEGABYTE)} MB`
  return `heap ${megabytes(heap)}, the store ${megabytes(held)} by its own estimate, at most ${megabytes(mostResident)} resident, ${objects.toLocaleString('en')} objects, ${events.toLocaleString('en')} events, ${cpu.toFixed(0)} s of CPU`
}
