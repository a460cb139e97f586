import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { isGoneProcess, processHolder } from './process-holder.ts'

const ended = spawnSync(process.execPath, ['--version']).pid

it('names this process, which runs', () => {
  expect(processHolder()).toBe(`${hostname()}/${process.pid}`)
  expect(isGoneProcess(processHolder())).toBe(false)
})

it('knows a process of this machine that ended', () => {
  expect(isGoneProcess(`${hostname()}/${ended}`)).toBe(true)
})

it.each([
  ['a process that belongs to somebody else', `${hostname()}/1`],
  ['a process of another machine', `not-${hostname()}/${ended}`],
  ['a machine', hostname()],
  ['a name that somebody chose', 'prod-repairs'],
  ['a group of processes', `${hostname()}/-${ended}`],
  ['no process', `${hostname()}/0`],
  ['a number that is none', `${hostname()}/99999999999`],
])('says of %s not that it is gone', (_, holder) => {
  expect(isGoneProcess(holder)).toBe(false)
})
