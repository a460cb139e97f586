import {
  type AuditEntry,
  type ApplicationStatus,
  type Clock,
  type Deployer,
  type Notice,
  type Notifier,
  type StateStore,
} from '../ports.ts'
import type { RepairPorts } from '../loop/run.ts'
import type { Proposer } from '../propose/proposer.ts'
import { createBranchStore } from '../state/branch-store.ts'
import { renderTree } from '@aks-copilot/manifests'
import { MemoryGit } from './memory-git.ts'
import { shopApplication, shopSnapshot, tagOf, WEB_FILE, webFile } from './shop.ts'

export const BEGINNING = Date.parse('2026-11-22T10:00:00Z')
/** Milliseconds from a push until Argo CD has rolled it out. */
const ROLLOUT = 10_000
const STRIDE = 15_000

export interface WorldOptions {
  /** Tags for which there is an image. */
  readonly images: readonly string[]
  /** The tags that the doctor proposes, best first. */
  readonly doctor?: readonly string[]
  /** What people and clusters do by themselves: asked whenever time passes. Must do each thing once. */
  readonly people?: (world: MemoryWorld) => Promise<void> | void
  readonly automated?: boolean
  /** The tag of the revision before, of which the cluster still knows and Git does not. */
  readonly earlier?: string
  /** The least that a pause takes, in milliseconds: fewer looks tell the same story. */
  readonly stride?: number
  /** Until when no sync is allowed, in milliseconds since the beginning. */
  readonly deniedFor?: number
}

/** A shop whose tag has no image, with everything around it: Git, Argo CD, a cluster, a messenger and the time. */
export class MemoryWorld {
  readonly git = new MemoryGit(() => this.now)
  readonly notifier = new MemoryNotifier()
  readonly audited: AuditEntry[] = []
  /** Things that people did, so that each is done once. */
  readonly done = new Set<string>()
  /** Tags for which there is an image. */
  readonly images: Set<string>
  now = BEGINNING
  readonly #options: WorldOptions
  #seen: { readonly revision: string; readonly at: number } | undefined
  #asked: string | undefined
  #history: { readonly revision: string; readonly deployedAt: string }[] = []

  private constructor(options: WorldOptions) {
    this.#options = options
    this.images = new Set(options.images)
  }

  /** The tag 1.5 was pushed and rolled out a while ago. */
  static async open(options: WorldOptions): Promise<MemoryWorld> {
    const world = new MemoryWorld(options)
    await world.git.push('main', { [WEB_FILE]: webFile('1.5'), 'README.md': 'The shop.\n' }, 'feat: release 1.5')
    world.#seen = { revision: world.head, at: world.now }
    world.#history = [{ revision: world.head, deployedAt: new Date(world.now - 60_000).toISOString() }]
    return world
  }

  get head(): string {
    return this.git.branches.get('main') ?? ''
  }

  get elapsed(): number {
    return this.now - BEGINNING
  }

  /** Time passes, and what is due happens. */
  async pass(milliseconds: number): Promise<void> {
    this.now += milliseconds
    await this.#options.people?.(this)
    await this.#rollOut()
  }

  async #rollOut(): Promise<void> {
    if (this.#seen?.revision !== this.head) this.#seen = { revision: this.head, at: this.now }
    const isWanted = this.#options.automated !== false || this.#asked !== undefined
    if (!isWanted || this.now < this.#seen.at + ROLLOUT || this.#history[0]?.revision === this.head) return
    this.#asked = undefined
    this.#history.unshift({ revision: this.head, deployedAt: new Date(this.now).toISOString() })
  }

  async #deployedTag(): Promise<string> {
    const [file] = await this.git.files(this.#history[0]?.revision ?? '', WEB_FILE)
    return tagOf(file?.text ?? '')
  }

  async application(): Promise<ApplicationStatus> {
    const { images, head } = this
    const isThere = images.has(await this.#deployedTag())
    const sync = this.#history[0]?.revision === head ? 'Synced' : 'OutOfSync'
    const automated = this.#options.automated !== false
    const health = isThere ? 'Healthy' : 'Degraded'
    return { ...shopApplication(this.git.repository), health, sync, revision: head, automated, history: [...this.#history] }
  }

  /** The cluster as it is, as the arguments of `shopSnapshot`. */
  async cluster(): Promise<readonly [tag: string, isThere: boolean, now: number]> {
    const tag = await this.#deployedTag()
    return [tag, this.images.has(tag), this.now]
  }

  readonly deployer: Deployer = {
    application: () => this.application(),
    applications: async () => [await this.application()],
    follow: () => {
      throw new Error('The loop does not follow.')
    },
    refresh: () => Promise.resolve(),
    sync: (_, revision) => {
      if (this.elapsed < (this.#options.deniedFor ?? 0)) return Promise.resolve({ state: 'denied', why: 'A sync window denies it now.' })
      this.#asked = revision
      return Promise.resolve({ state: 'asked' })
    },
  }

  readonly clock: Clock = {
    now: () => this.now,
    sleep: async (milliseconds) => await this.pass(Math.max(milliseconds, this.#options.stride ?? STRIDE)),
  }

  ports(store: StateStore = createBranchStore(this.git)): RepairPorts {
    return {
      git: this.git,
      deployer: this.deployer,
      cluster: { read: async () => shopSnapshot(...(await this.cluster()), this.#options.earlier) },
      renderer: { render: async (source, files, signal) => await renderTree(source, files, signal) },
      notifier: this.notifier,
      store,
      audit: { record: (entry) => void this.audited.push(entry) },
      clock: this.clock,
      proposers: [doctor(this.#options.doctor ?? ['1.4'])],
    }
  }
}

/** Proposes tags, one after the other. */
export function doctor(tags: readonly string[]): Proposer {
  return {
    name: 'doctor',
    propose({ fingerprint }, { state }) {
      const image = '/spec/template/spec/containers/0/image'
      const live = /shop\/web:[^"]+/.exec(JSON.stringify(state.find('Deployment', 'shop', 'web')?.value))?.[0]
      if (live === undefined) return []
      const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
      return tags.map((tag) => ({
        incident: fingerprint,
        source: 'policy' as const,
        why: `the doctor knows the tag ${tag}`,
        changes: [
          {
            object,
            operations: [
              { op: 'test' as const, path: image, value: live },
              { op: 'replace' as const, path: image, value: `shop/web:${tag}` },
            ],
          },
        ],
      }))
    },
  }
}

/** Keeps each message once by its run and key. */
class MemoryNotifier implements Notifier {
  readonly sent: { readonly id: string; readonly notice: Notice; updates: Notice[] }[] = []

  post(notice: Notice): Promise<string> {
    const known = this.sent.find((one) => one.notice.key === notice.key && one.notice.runId === notice.runId)
    if (known !== undefined) return Promise.resolve(known.id)
    const id = `message-${this.sent.length + 1}`
    this.sent.push({ id, notice, updates: [] })
    return Promise.resolve(id)
  }

  update(id: string, notice: Notice): Promise<void> {
    this.sent.find((one) => one.id === id)?.updates.push(notice)
    return Promise.resolve()
  }
}
