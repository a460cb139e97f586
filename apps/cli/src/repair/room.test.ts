import { expect, it } from 'vitest'
import { hasRoom } from './room.ts'

it.each([
  [0, 0, true],
  [7, 0, true],
  [8, 0, false],
  [12, 5, true],
  [12, 4, false],
  [39, 39, true],
  [40, 40, false],
])('beside %i runs, of which %i wait, there is room: %s', (running, waiting, room) => {
  expect(hasRoom(running, waiting)).toBe(room)
})
