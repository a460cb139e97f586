import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BlobStore } from '../ports.ts'
import { syncKnowledge, type SyncReport } from '../sync-knowledge.ts'
import { MemoryBlobs } from '../test-support/memory-blobs.ts'
import { readFolder } from '../test-support/temporary-folder.ts'
import { openSyncFolder, type SyncFolder } from './sync-folder.ts'
import type { SyncDirection } from './plan-sync.ts'
import { isConflictCopy } from './sync-names.ts'

const NAMES = ['a.md', 'b.md', 'folder/c.md']
type Place = 'left' | 'right' | 'store'
type Side = 'left' | 'right'

/** Two people with a folder each, a third who writes into the store, and syncs that may be killed. */
class World {
  readonly #root = mkdtempSync(join(tmpdir(), 'aks-copilot-sync-'))
  readonly #folders = { left: join(this.#root, 'left'), right: join(this.#root, 'right') }
  readonly #store = new MemoryBlobs()
  readonly #written = new Set<string>()
  /** Overwritten or deleted by somebody who saw it there. */
  readonly #givenUp = new Set<string>()

  constructor() {
    for (const folder of Object.values(this.#folders)) mkdirSync(folder)
  }

  async write(place: Place, name: string): Promise<void> {
    await this.#giveUp(place, name)
    const text = `text ${this.#written.size}`
    this.#written.add(text)
    if (place === 'store') this.#store.put(name, text)
    else await openSyncFolder(this.#folders[place]).write(name, Buffer.from(text), undefined)
  }

  async delete(place: Place, name: string): Promise<void> {
    await this.#giveUp(place, name)
  }

  /** Somebody merged: takes the copies away, and keeps what stands in the files. */
  resolve(side: Side): void {
    for (const [name, text] of Object.entries(this.files(side)))
      if (isConflictCopy(name)) {
        this.#givenUp.add(text)
        rmSync(join(this.#folders[side], name))
      }
  }

  editCopy(side: Side): void {
    for (const [name, before] of Object.entries(this.files(side)))
      if (isConflictCopy(name)) {
        this.#givenUp.add(before)
        const text = `text ${this.#written.size}`
        this.#written.add(text)
        writeFileSync(join(this.#folders[side], name), text)
      }
  }

  async sync(
    side: Side,
    direction: SyncDirection = 'both',
    killedAt = Number.POSITIVE_INFINITY,
    after = false,
  ): Promise<SyncReport | undefined> {
    const kill = killer(killedAt, after)
    const folder = kill(openSyncFolder(this.#folders[side]), ['write', 'remove', 'writeManifest'])
    const store: BlobStore = kill(this.#store, ['write', 'delete', 'read'])
    return syncKnowledge({ folder, store, direction, deleteMany: true }).catch((error: unknown) => {
      if (error instanceof Killed) return undefined
      throw error
    })
  }

  files(place: Place): Record<string, string> {
    if (place !== 'store') return readFolder(this.#folders[place])
    return Object.fromEntries([...this.#store.blobs.keys()].map((name) => [name, this.#store.text(name) ?? '']))
  }

  get lost(): readonly string[] {
    const there = new Set((['left', 'right', 'store'] as const).flatMap((place) => Object.values(this.files(place))))
    return [...this.#written].filter((text) => !there.has(text) && !this.#givenUp.has(text))
  }

  end(): void {
    rmSync(this.#root, { recursive: true, force: true })
  }

  async #giveUp(place: Place, name: string): Promise<void> {
    const before = this.files(place)[name]
    if (before === undefined) return
    this.#givenUp.add(before)
    if (place === 'store') this.#store.blobs.delete(name)
    else rmSync(join(this.#folders[place], name))
  }
}

class Killed extends Error {}

/** Ends everything at the n-th of these calls, before or after it is done; nothing happens from then on. */
function killer(at: number, after: boolean): <T extends SyncFolder | BlobStore>(target: T, methods: readonly string[]) => T {
  let calls = 0
  return (target, methods) =>
    new Proxy(target, {
      get(object, key) {
        const value: unknown = Reflect.get(object, key)
        if (typeof value !== 'function') return value
        return async (...all: unknown[]): Promise<unknown> => {
          if (calls > at) throw new Killed()
          if (!methods.includes(String(key))) return Reflect.apply(value, object, all)
          calls += 1
          if (calls > at && !after) throw new Killed()
          const result: unknown = await Reflect.apply(value, object, all)
          if (calls > at) throw new Killed()
          return result
        }
      },
    })
}

const side = fc.constantFrom<Side>('left', 'right')
const place = fc.constantFrom<Place>('left', 'right', 'store')
const name = fc.constantFrom(...NAMES)
const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('write' as const), place, name }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('delete' as const), place, name }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('sync' as const),
      side,
      direction: fc.constantFrom<SyncDirection>('both', 'both', 'push', 'pull'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('kill' as const), side, at: fc.nat(8), after: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('resolve' as const), side }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('editCopy' as const), side }) },
)
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never

async function happen(world: World, what: Event): Promise<void> {
  if (what.does === 'write') await world.write(what.place, what.name)
  else if (what.does === 'delete') await world.delete(what.place, what.name)
  else if (what.does === 'sync') await world.sync(what.side, what.direction)
  else if (what.does === 'kill') await world.sync(what.side, 'both', what.at, what.after)
  else if (what.does === 'resolve') world.resolve(what.side)
  else world.editCopy(what.side)
}

describe('whatever two people, a store and a kill do', () => {
  it('nothing that a person wrote is lost, and in the end all have the same', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 25 }), async (events) => {
        const world = new World()
        try {
          for (const what of events) {
            await happen(world, what)
            expect(world.lost).toEqual([])
          }
          for (const end of ['left', 'right', 'left', 'right'] as const) {
            await world.sync(end)
            world.resolve(end)
          }
          await world.sync('left')
          await world.sync('right')
          await world.sync('left')
          expect(world.files('left')).toEqual(world.files('store'))
          expect(world.files('right')).toEqual(world.files('store'))
          expect((await world.sync('left'))?.outcomes).toEqual([])
          expect(world.lost).toEqual([])
        } finally {
          world.end()
        }
      }),
      { numRuns: 40 },
    )
  })
})
