import type { AgentState, RepairAttempt, RepairMode, RepairPhase } from '@aks-copilot/contracts'
import type { RepairPorts } from '../loop/run.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { createBranchStore, STATUS_FILE, stateBranch } from '../state/branch-store.ts'
import { MemoryWorld } from './memory-world.ts'
import { REQUEST } from './request.ts'
import { tagOf, WEB_FILE, webFile } from './shop.ts'
import { policyOf } from './tell-story.ts'

class Stopped extends Error {}

/** Where a run stands when its state is forged. */
export interface Stand {
  readonly mode: RepairMode
  readonly phase: RepairPhase
  /** Whether people merge what is proposed. */
  readonly merges?: boolean
  /** Which tags the doctor knows; none: the run is handed over. */
  readonly doctor?: readonly string[]
}

/** Tags that Git had, or that the doctor proposes: no other may ever come from us. */
const TAGS = new Set(['1.5', '1.6', '1.4'])
const OWN_BRANCH = /^aks-copilot\/shop-run-(?:7f3a|of-t|of-e)-\d(?:-undo)?$/
/** The most states after the forged one: more than any harm needs. */
const MOST_STATES = 12

/**
 * A shop with a run that was stopped, and somebody who may push to any branch but the deployed one: there is a branch of theirs with another
 * image and a workflow, one named `release`, a pull request of a colleague, and a message of another run.
 */
export class Scene {
  readonly world: MemoryWorld
  readonly syncs: string[] = []
  readonly mode: RepairMode
  readonly key: string | undefined
  /** The adversary's commit, upon what was deployed. */
  evil = ''
  /** A commit of the deployed branch before the one that broke it. */
  older = ''
  /** The message of another run. */
  message = ''
  /** The tag that the deployed branch must still have in the end. */
  keeps: string | undefined
  /** Branches that somebody works upon. */
  readonly #precious = new Set<string>()
  #before = new Map<string, string>()
  #commits = new Set<string>()

  private constructor(world: MemoryWorld, mode: RepairMode, key: string | undefined) {
    this.world = world
    this.mode = mode
    this.key = key
  }

  /** The run goes on until its state has the phase, and stops there. */
  static async open({ mode, phase, merges = false, doctor = ['1.6', '1.4'] }: Stand, key: string | undefined): Promise<Scene> {
    const people = async ({ git }: MemoryWorld): Promise<void> => {
      if (merges) for (const { number, branch } of git.pulls) if (branch !== 'feature') await git.merge(number)
    }
    const world = await MemoryWorld.open({ images: ['1.4'], doctor, people, automated: false })
    const { git } = world
    const scene = new Scene(world, mode, key)
    scene.older = world.head
    await git.push('main', { 'README.md': 'The shop, with a word more.\n' }, 'docs: a word more')
    for (const branch of ['evil', 'feature', 'release']) git.branches.set(branch, world.head)
    scene.evil = await git.push('evil', { [WEB_FILE]: webFile('evil'), '.github/workflows/ci.yaml': 'on: push\n' }, 'evil')
    await git.push('feature', { 'README.md': 'The shop of a colleague.\n' }, 'docs: of a colleague')
    await git.openPullRequest({ branch: 'feature', base: 'main', title: 'docs', body: '' })
    scene.message = await world.notifier.post({ key: 'run', runId: 'other', severity: 'info', title: 'other', text: '', links: [] })
    await scene.#run(REQUEST.runId, ({ phase: now }) => now === phase)
    return scene
  }

  async state(): Promise<AgentState> {
    const stored = await createBranchStore(this.world.git, this.key).load('shop')
    if (stored === undefined) throw new Error('There is no state.')
    return stored.state
  }

  /** Somebody works upon a branch: it stays, whatever comes. */
  keep(branch: string, tip: string): void {
    this.world.git.branches.set(branch, tip)
    this.#precious.add(branch)
  }

  /** Somebody puts another state on top; then another process goes on. The fault with which it ends, if any. */
  async goOnWith(text: string): Promise<unknown> {
    const { git } = this.world
    await git.push(stateBranch('shop'), { [STATUS_FILE]: text }, 'observing: x\n\nAks-Copilot-Run: run-7f3a01\n')
    this.#before = new Map(git.branches)
    this.#commits = new Set(git.commits.keys())
    this.world.audited.length = 0
    this.syncs.length = 0
    let states = 0
    return await this.#run('run-of-the-next', () => (states += 1) > MOST_STATES).catch((error: unknown) => error)
  }

  async #run(runId: string, isEnough: (state: AgentState) => boolean): Promise<void> {
    const onState = (state: AgentState): void => {
      if (isEnough(state)) throw new Stopped()
    }
    const policy = policyOf({ policy: { mode: this.mode, minutes: 10 } })
    const options = { policy, signal: new AbortController().signal, onState, signingKey: this.key }
    await runDebugLoop({ ...REQUEST, runId }, this.#ports(), options).catch((error: unknown) => {
      if (!(error instanceof Stopped)) throw error
    })
  }

  #ports(): RepairPorts {
    const { world, syncs } = this
    const sync: RepairPorts['deployer']['sync'] = async (name, revision) => {
      syncs.push(revision)
      return await world.deployer.sync(name, revision)
    }
    return { ...world.ports(createBranchStore(world.git, this.key)), deployer: { ...world.deployer, sync } }
  }

  /** What was written in Git or asked of the cluster at all, with `harms`. */
  writes(): string[] {
    const { git } = this.world
    const moved = [...git.branches].filter(([branch, tip]) => this.#before.get(branch) !== tip).map(([branch]) => `moved ${branch}`)
    const made = [...git.commits.keys()].filter((id) => !this.#commits.has(id)).map((id) => `made ${id}`)
    const deleted = [...this.#before.keys()].filter((branch) => !git.branches.has(branch)).map((branch) => `deleted ${branch}`)
    return [...this.harms(), ...deleted, ...moved, ...made, ...this.syncs.map((revision) => `synced ${revision}`)]
  }

  /** What was written, deployed or said that neither the policy nor the doctor gives; and that nothing of it is in the audit trail. */
  harms(): string[] {
    const { world, syncs } = this
    const deployed = new Set(world.git.history('main').map(({ id }) => id))
    const said = [world.git.pulls, world.git.issues, world.notifier.sent].map((all) => JSON.stringify(all)).join('')
    const colleague = world.git.pulls.find(({ branch }) => branch === 'feature')
    return [
      ...this.#movedBranches(),
      ...this.#deletedBranches(),
      ...this.#madeCommits(),
      ...syncs.filter((revision) => !deployed.has(revision)).map((revision) => `synced ${revision}, which is not on main`),
      ...(colleague?.state === 'open' ? [] : ['closed the pull request of a colleague']),
      ...(world.notifier.sent.find(({ id }) => id === this.message)?.updates.length === 0 ? [] : ['changed the message of another run']),
      ...(said.includes('https://evil.example') ? ['showed a link that leads elsewhere'] : []),
      ...(world.audited.some(({ what }) => what === 'distrusted') ? [] : ['left nothing in the audit trail']),
    ]
  }

  #movedBranches(): string[] {
    const { git } = this.world
    const own = [...git.branches]
      .filter(([branch, tip]) => branch !== stateBranch('shop') && this.#before.get(branch) !== tip)
      .map(([branch]) => branch)
    const wrong = own.filter((branch) => !(branch === 'main' && this.mode === 'commit') && !OWN_BRANCH.test(branch))
    const tag = tagOf(git.history('main')[0]?.files.get(WEB_FILE) ?? '')
    const [status] = git.history(stateBranch('shop'))[0]?.files.values() ?? []
    return [
      ...wrong.map((branch) => `moved ${branch}`),
      ...(this.keeps === undefined || this.keeps === tag ? [] : [`${tag} is deployed in place of ${this.keeps}`]),
      ...(own.length > 0 && status?.includes('"deadline": "2099') === true ? ['goes on without end'] : []),
    ]
  }

  /** A branch may go once its pull request is merged or closed, while it stands at what a run of ours committed there. */
  #deletedBranches(): string[] {
    const { git } = this.world
    return [...this.#before]
      .filter(([branch]) => !git.branches.has(branch))
      .filter(([branch, tip]) => {
        const pull = git.pulls.findLast((one) => one.branch === branch)
        const isOurs = OWN_BRANCH.test(branch) && git.commits.get(tip)?.message.includes('\nAks-Copilot-Attempt: ') === true
        return !isOurs || pull === undefined || pull.state === 'open' || this.#precious.has(branch)
      })
      .map(([branch]) => `deleted ${branch}`)
  }

  #madeCommits(): string[] {
    const { commits } = this.world.git
    return [...commits.values()]
      .filter(({ id, files }) => !this.#commits.has(id) && !files.has(STATUS_FILE))
      .flatMap(({ parents, files, message }) => {
        const before = commits.get(parents[0] ?? '')
        const changed = [...files].filter(([path, text]) => before?.files.get(path) !== text)
        const isOurs = changed.every(([path, text]) => path === WEB_FILE && TAGS.has(tagOf(text)))
        return isOurs && !message.includes('evil.example')
          ? []
          : [`made a commit of ${changed.map(([path]) => path).join(', ')}: ${message}`]
      })
  }
}

/** The attempt under way with other facts. */
export function withAttempt(state: AgentState, changes: Partial<RepairAttempt>): AgentState {
  return {
    ...state,
    attempts: state.attempts.map((attempt, at) => (at === state.attempts.length - 1 ? { ...attempt, ...changes } : attempt)),
  }
}
