import { renderTree } from '@aks-copilot/manifests'
import { openSlack } from '../packages/integrations/src/slack/open-slack.ts'
import { type Hub, openHub } from '../packages/integrations/src/github/test-support/open-hub.ts'
import { SlackStandIn } from '../packages/integrations/src/slack/test-support/slack-stand-in.ts'
import {
  type ApplicationStatus,
  type AuditEntry,
  type Clock,
  createBranchStore,
  type GitHost,
  type Notifier,
  type RepairPorts,
} from '../packages/remediation/src/index.ts'
import { doctor } from '../packages/remediation/src/test-support/memory-world.ts'
import { shopApplication, shopSnapshot, tagOf, WEB_FILE, webFile } from '../packages/remediation/src/test-support/shop.ts'

export const CHANNEL = 'C0123456789'
export const SLACK_TOKEN = 'xoxb-standin'
/** Milliseconds from a push until it is rolled out. */
const ROLLOUT = 10_000

/**
 * A shop whose tag 1.5 has no image, in a repository behind a GitHub of this machine, with a Slack of this machine: what crosses the network
 * is real, the cluster and the time are not.
 */
export class HubWorld {
  readonly hub: Hub
  readonly slack: SlackStandIn
  readonly audited: AuditEntry[] = []
  /** Milliseconds since the epoch. */
  now = Date.now()
  readonly began = this.now
  /** What people do: asked whenever time passes. */
  people: (world: HubWorld) => Promise<unknown> | void = () => undefined
  #seen: { readonly revision: string; readonly at: number }
  #history: { readonly revision: string; readonly deployedAt: string }[]

  private constructor(hub: Hub, slack: SlackStandIn, head: string) {
    this.hub = hub
    this.slack = slack
    this.#seen = { revision: head, at: this.now }
    this.#history = [{ revision: head, deployedAt: new Date(this.now - 60_000).toISOString() }]
  }

  static async open(): Promise<HubWorld> {
    const [hub, slack] = await Promise.all([openHub(), SlackStandIn.start()])
    const head = await hub.hub.git.commitFiles('main', { [WEB_FILE]: webFile('1.5') }, 'feat: release 1.5')
    return new HubWorld(hub, slack, head)
  }

  async close(): Promise<void> {
    await Promise.all([this.hub.close(), this.slack.stop()])
  }

  get elapsed(): number {
    return this.now - this.began
  }

  async pass(milliseconds: number): Promise<void> {
    this.now += milliseconds
    await this.people(this)
    const head = await this.#head()
    if (this.#seen.revision !== head) this.#seen = { revision: head, at: this.now }
    if (this.now < this.#seen.at + ROLLOUT || this.#history[0]?.revision === head) return
    this.#history.unshift({ revision: head, deployedAt: new Date(this.now).toISOString() })
  }

  async #head(): Promise<string> {
    return (await this.hub.hub.git.tip('main')) ?? ''
  }

  /** The cluster as it is, as the arguments of `shopSnapshot`: there is an image of 1.4 alone. */
  async cluster(): Promise<readonly [tag: string, isThere: boolean, now: number]> {
    const text = await this.hub.hub.git.git(['show', `${this.#history[0]?.revision ?? ''}:${WEB_FILE}`])
    const tag = tagOf(text.toString())
    return [tag, tag === '1.4', this.now]
  }

  async application(): Promise<ApplicationStatus> {
    const head = await this.#head()
    const [, isThere] = await this.cluster()
    const sync = this.#history[0]?.revision === head ? ('Synced' as const) : ('OutOfSync' as const)
    const health = isThere ? ('Healthy' as const) : ('Degraded' as const)
    return { ...shopApplication(this.hub.hub.url), health, sync, revision: head, history: [...this.#history] }
  }

  readonly clock: Clock = { now: () => this.now, sleep: async (milliseconds) => await this.pass(milliseconds) }

  /** The ports of a run in this process. */
  async ports(git?: GitHost, notifier?: Notifier): Promise<RepairPorts> {
    const host = git ?? (await this.hub.openAsApp())
    return {
      git: host,
      deployer: {
        application: () => this.application(),
        applications: async () => [await this.application()],
        follow: () => {
          throw new Error('The loop does not follow.')
        },
        refresh: () => Promise.resolve(),
        sync: () => Promise.resolve({ state: 'asked' }),
      },
      cluster: { read: async () => shopSnapshot(...(await this.cluster())) },
      renderer: { render: async (source, files, signal) => await renderTree(source, files, signal) },
      notifier: notifier ?? (await openSlack({ token: SLACK_TOKEN, channel: CHANNEL, api: this.slack.api })),
      store: createBranchStore(host),
      audit: { record: (entry) => void this.audited.push(entry) },
      clock: this.clock,
      proposers: [doctor(['1.4'])],
    }
  }
}
