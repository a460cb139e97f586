import type { AgentState, FileEdit } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../commit/digest.ts'
import { planCommit } from '../commit/plan-commit.ts'
import { currentAttempt } from '../loop/run.ts'
import { Scene, type Stand, withAttempt } from '../test-support/forgery.ts'
import { WEB_FILE, webFile } from '../test-support/shop.ts'

const COMMITTING: Stand = { mode: 'commit', phase: 'committing' }
const COMMITTED: Stand = { mode: 'commit', phase: 'waiting' }
const TAKING_BACK: Stand = { mode: 'commit', phase: 'undoing' }
const PROPOSED: Stand = { mode: 'propose', phase: 'committing' }
const PUBLISHING: Stand = { mode: 'propose', phase: 'publishing' }
const OPEN: Stand = { mode: 'propose', phase: 'waiting' }
const MERGED: Stand = { mode: 'propose', phase: 'undoing', merges: true }
const BEGINNING: Stand = { mode: 'commit', phase: 'proposing' }
const ENDING: Stand = { mode: 'propose', phase: 'concluding', merges: true, doctor: ['1.4'] }
const HANDED: Stand = { mode: 'commit', phase: 'concluding', doctor: [] }

const HANDING: Stand = { mode: 'commit', phase: 'handing-over', doctor: [] }

const LINK = 'https://evil.example/1'
const IMAGE = '/spec/template/spec/containers/0/image'

/** An edit that sets a whole text. */
function edit(file: string, before: string, after: string): FileEdit {
  return { file, before: digestOf(before), after: digestOf(after), edits: [{ at: 0, length: before.length, text: after }] }
}

const TO_EVIL = [edit(WEB_FILE, webFile('1.5'), webFile('evil'))]

type Forge = (state: AgentState, scene: Scene) => AgentState | string | Promise<AgentState | string>

const FORGED: readonly (readonly [string, Stand, Forge])[] = [
  ['another text to commit', COMMITTING, (state) => withAttempt(state, { files: TO_EVIL })],
  ['a workflow to commit', COMMITTING, (state) => withAttempt(state, { files: [edit('.github/workflows/ci.yaml', '', 'on: push\n')] })],
  ['another file to commit', COMMITTING, (state) => withAttempt(state, { files: [edit('README.md', 'The shop.\n', 'evil\n')] })],
  ['a base that is on no branch of ours', COMMITTING, (state, { evil }) => withAttempt(state, { base: evil })],
  ['an older base', COMMITTING, (state, { older }) => withAttempt(state, { base: older, files: TO_EVIL })],
  ['a branch to commit to', COMMITTING, (state) => withAttempt(state, { branch: 'release', files: TO_EVIL })],
  ['the deployed branch as that of a pull request', COMMITTING, (state) => withAttempt(state, { branch: 'main', files: TO_EVIL })],
  ['another deployed branch', COMMITTING, (state) => ({ ...state, source: { ...state.source, branch: 'release' } })],
  ['another repository', COMMITTING, (state) => ({ ...state, source: { ...state.source, repository: LINK } })],
  ['another folder', COMMITTING, (state) => ({ ...state, source: { ...state.source, path: '.github' } })],
  ['another message', COMMITTING, (state) => withAttempt(state, { message: `fix: see ${LINK}\n\nAks-Copilot-Run: evil` })],
  ['another run', COMMITTING, (state) => withAttempt({ ...state, runId: 'run-of-evil' }, { files: TO_EVIL })],
  ['a run whose name breaks lines', COMMITTING, (state) => ({ ...state, runId: 'run\nX: y' })],
  ['an attempt with another number', COMMITTING, (state) => withAttempt(state, { number: 7, files: TO_EVIL })],
  ['an attempt from the future', COMMITTING, (state) => withAttempt(state, { startedAt: '2099-01-01T00:00:00Z', files: TO_EVIL })],
  ['no attempt to commit', COMMITTING, (state) => ({ ...state, attempts: [] })],
  ['an attempt that came to something already', COMMITTING, (state) => withAttempt(state, { outcome: 'healthy', files: TO_EVIL })],
  [
    'mode commit, which the policy does not allow',
    PROPOSED,
    (state) => withAttempt({ ...state, mode: 'commit' }, { branch: undefined, files: TO_EVIL }),
  ],
  [
    'mode report, which commits nothing',
    PROPOSED,
    (state) => withAttempt({ ...state, mode: 'report' }, { branch: undefined, files: TO_EVIL }),
  ],
  ['another text to propose', PROPOSED, (state) => withAttempt(state, { files: TO_EVIL })],
  ['a healthy revision that never was', BEGINNING, (state, { evil }) => ({ ...state, healthyRevision: evil })],
  [
    'a healthy revision that never was, to begin with',
    BEGINNING,
    (state, { evil }) => ({ ...state, phase: 'observing', healthyRevision: evil }),
  ],
  [
    'a patch that nobody approved',
    BEGINNING,
    (state) => ({
      ...state,
      approved: {
        incident: state.incidents[0]?.fingerprint ?? '',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
        operations: [{ op: 'replace', path: IMAGE, value: 'shop/web:evil' }],
        why: 'evil',
      },
    }),
  ],
  ['no end', BEGINNING, (state) => ({ ...state, deadline: '2099-01-01T00:00:00Z' })],
  ['an end that is no time', BEGINNING, (state) => ({ ...state, deadline: 'never' })],
  ['a lease that keeps everybody out', BEGINNING, (state) => ({ ...state, lease: { holder: 'evil', until: '2099-01-01T00:00:00Z' } })],
  ['something awaited that would be deployed', BEGINNING, (state, { evil }) => awaiting(state, evil)],
  ['something awaited that is no commit', BEGINNING, (state) => awaiting(state, 'evil')],
  ['a pull request from the deployed branch', PUBLISHING, (state) => withAttempt(state, { branch: 'main' })],
  ['a pull request from another branch', PUBLISHING, (state, { evil }) => withAttempt(state, { branch: 'evil', commit: evil })],
  ['a pull request of a colleague, to be published', PUBLISHING, (state) => withAttempt(state, { branch: 'feature' })],
  ['another commit to publish', PUBLISHING, (state, { evil }) => withAttempt(state, { commit: evil })],
  ['a branch that was made by somebody else', PUBLISHING, withForgedBranch],
  ['something to publish in mode commit', COMMITTED, (state) => ({ ...state, phase: 'publishing' })],
  ['the pull request of a colleague', OPEN, (state) => withAttempt(state, { pullRequest: { number: 1, url: urlOf(state, 1) } })],
  ['a link that leads elsewhere', OPEN, (state) => withAttempt(state, { pullRequest: { number: 2, url: LINK } })],
  ['the branch of a colleague', OPEN, (state) => withAttempt(state, { branch: 'feature' })],
  ['the message of another run', OPEN, (state, { message }) => ({ ...state, messages: { run: message } })],
  ['a pull request that was merged by nobody', OPEN, (state, { evil }) => takenBack(withAttempt(state, { merged: evil }))],
  ['a commit that is not deployed', COMMITTED, (state, { evil }) => withAttempt(state, { commit: evil })],
  ['the commit of a colleague', COMMITTED, async (state, scene) => await ofColleague(state, scene)],
  ['a merge in mode commit', COMMITTED, (state, { older }) => withAttempt(state, { merged: older })],
  ['another base to go back to', TAKING_BACK, (state, { evil }) => withAttempt(state, { base: evil })],
  ['an older base to go back to', TAKING_BACK, (state, { older }) => withAttempt(state, { base: older })],
  ['other files to take back', TAKING_BACK, (state) => withAttempt(state, { files: [edit('README.md', 'x', 'y')] })],
  ['other texts to take back', TAKING_BACK, (state) => withAttempt(state, { files: TO_EVIL })],
  ['no files to take back', TAKING_BACK, (state) => withAttempt(state, { files: [] })],
  ['the commit of a colleague to take back', TAKING_BACK, async (state, scene) => await ofColleague(state, scene)],
  ['another commit to take back', TAKING_BACK, (state, { older }) => withAttempt(state, { commit: older })],
  ['no commit to take back', TAKING_BACK, (state) => withAttempt(state, { commit: undefined })],
  ['a branch to take something back from', TAKING_BACK, (state) => withAttempt(state, { branch: 'feature' })],
  ['an outcome that takes nothing back', TAKING_BACK, (state) => withAttempt(state, { outcome: 'superseded' })],
  ['what the application is healthy with', TAKING_BACK, (state, scene) => nowHealthy(state, scene)],
  ['another merge to take back', MERGED, (state, { evil }) => withAttempt(state, { merged: evil })],
  ['the branch of a colleague to take back', MERGED, (state) => withAttempt(state, { branch: 'feature', merged: undefined })],
  ['other texts to take back from people', MERGED, (state) => withAttempt(state, { files: TO_EVIL })],
  ['an outcome that people gave', MERGED, (state) => withAttempt(state, { outcome: 'closed' })],
  [
    'an issue that is elsewhere',
    HANDED,
    (state) => ({ ...state, outcome: { kind: 'handed-over', text: 'x', issue: { number: 1, url: LINK } } }),
  ],
  ['a branch to delete that is deployed', ENDING, (state, scene) => toDelete(state, scene, 'main')],
  ['a branch to delete that is a release', ENDING, (state, scene) => toDelete(state, scene, 'release')],
  ['the branch of a colleague to delete', ENDING, (state, scene) => toDelete(state, scene, 'feature')],
  ['a state to delete', ENDING, (state, scene) => toDelete(state, scene, 'aks-copilot/state/other')],
  ['the branch of another run to delete, whose pull request is open', ENDING, ofOtherRun],
  ['a branch to delete upon which somebody built', ENDING, builtUpon],
  ['a branch to delete with the commit of somebody else', ENDING, otherCommit],
  ['a branch to delete that a revert of somebody else is on', ENDING, otherRevert],
  ['a declined change with a link that leads elsewhere', BEGINNING, (state) => ({ ...state, phase: 'done', declined: [declined(LINK)] })],
  ['another application', BEGINNING, (state) => ({ ...state, application: { namespace: 'argocd', name: 'other' } })],
  ['another Application of the same name', BEGINNING, (state) => ofAnother(state)],
  ['an earlier Application of the same name', BEGINNING, (state) => ofAnother(state, LONG_AGO)],
  ['a text to commit of an earlier one', COMMITTING, (state) => withAttempt(ofAnother(state, LONG_AGO), { files: TO_EVIL })],
  [
    'a commit to take back of an earlier one',
    TAKING_BACK,
    (state, { older }) => withAttempt(ofAnother(state, LONG_AGO), { commit: older }),
  ],
  [
    'the pull request of a colleague, of an earlier one',
    OPEN,
    (state) => withAttempt(ofAnother(state, LONG_AGO), { pullRequest: { number: 1, url: urlOf(state, 1) } }),
  ],
  ['something to look at', HANDING, (state) => ({ ...state, leads: [lead()] })],
  ['something to look at, of a run at its end', HANDED, (state) => ({ ...state, leads: [lead()] })],
  ['something to look at, of one that goes on', BEGINNING, (state) => ({ ...state, leads: [lead()] })],
  ['an instance', BEGINNING, (state) => ({ ...state, application: { ...state.application, instance: 'evil' } })],
  ['no state at all', BEGINNING, () => 'phase: committing'],
]

function urlOf({ source }: AgentState, number: number): string {
  return `${source.repository}/pull/${number}`
}

/** Before the Application of the shop was made. */
const LONG_AGO = '2026-09-01T08:00:00Z'

function ofAnother(state: AgentState, startedAt = state.startedAt): AgentState {
  return { ...state, startedAt, application: { ...state.application, uid: 'uid-of-evil' } }
}

function lead(): NonNullable<AgentState['leads']>[number] {
  return { incident: 'x', text: 'Deployment web: image of container web to "shop/web:evil"', from: `as ${LINK} says`, places: [LINK] }
}

/** What deletes branches is that a run ends: without doubts, for there is nothing left to be judged. */
function doubtful(state: AgentState): AgentState {
  return { ...state, deadline: '2099-01-01T00:00:00Z' }
}

function toDelete(state: AgentState, scene: Scene, branch: string): AgentState {
  const { git } = scene.world
  scene.keep(branch, git.branches.get(branch) ?? scene.older)
  return doubtful(withAttempt(state, { branch, commit: git.branches.get(branch) }))
}

/** The state says that it is the run that another one is, which still waits. */
async function ofOtherRun(state: AgentState, scene: Scene): Promise<AgentState> {
  const { git } = scene.world
  const other = doubtful({ ...state, runId: 'run-of-the-other' })
  const branch = 'aks-copilot/shop-run-of-t-1'
  const attempt = { ...currentAttempt(state), branch }
  const commit = await git.commit(planCommit(other, attempt, [{ path: WEB_FILE, text: webFile('1.4') }], undefined))
  scene.keep(branch, commit)
  await git.openPullRequest({ branch, base: 'main', title: 'fix', body: '' })
  return withAttempt(other, { branch, commit })
}

async function builtUpon(state: AgentState, scene: Scene): Promise<AgentState> {
  const { branch = '', commit = '' } = currentAttempt(state)
  scene.world.git.branches.set(branch, commit)
  scene.keep(branch, await scene.world.git.push(branch, { 'README.md': 'built upon\n' }, 'docs: upon it'))
  return doubtful(withAttempt(state, { commit: scene.world.git.branches.get(branch) }))
}

/** A colleague changed the commit, whose trailers stayed as they were. */
async function otherCommit(state: AgentState, scene: Scene): Promise<AgentState> {
  const { branch = '', commit = '', base } = currentAttempt(state)
  const { git } = scene.world
  const message = git.commits.get(commit)?.message ?? ''
  const files = [{ path: 'README.md', text: 'by hand\n' }]
  const amended = await git.commit({ parent: base, content: 'changes', files, message, at: '2026-11-22T10:30:00Z' })
  scene.keep(branch, amended)
  return doubtful(withAttempt(state, { commit: amended }))
}

async function otherRevert(state: AgentState, scene: Scene): Promise<AgentState> {
  const { branch = '', number } = currentAttempt(state)
  const { git } = scene.world
  const undo = `${branch}-undo`
  const message = `Revert "fix"\n\nIt did not help: x\n\nAks-Copilot-Run: ${state.runId}\nAks-Copilot-Attempt: ${number}\n`
  git.branches.set(undo, scene.world.head)
  scene.keep(undo, await git.push(undo, { 'README.md': 'by hand\n' }, message))
  await git.openPullRequest({ branch: undo, base: 'main', title: 'x', body: '' })
  git.close(git.pulls.length)
  return doubtful(state)
}

function declined(url: string): NonNullable<AgentState['declined']>[number] {
  return { change: 'a'.repeat(64), what: 'x', url, at: '2026-11-22T10:00:00Z' }
}

function takenBack(state: AgentState): AgentState {
  return withAttempt({ ...state, phase: 'undoing' }, { outcome: 'not-healthy', reason: 'x' })
}

/** An attempt that was taken back by a commit, which is waited for. */
function awaiting(state: AgentState, undone: string): AgentState {
  const attempt = { number: 1, startedAt: state.startedAt, incidents: [], changes: [], files: [], gates: [], message: 'x' }
  return { ...state, phase: 'observing', attempts: [{ ...attempt, base: undone.padEnd(40, '0'), outcome: 'not-healthy', undone }] }
}

/** The image of the attempt is there now. */
function nowHealthy(state: AgentState, scene: Scene): AgentState {
  scene.keeps = '1.6'
  scene.world.images.add('1.6')
  return state
}

/** A colleague commits to the deployed branch, and the state calls that an attempt. */
async function ofColleague(state: AgentState, scene: Scene): Promise<AgentState> {
  const { world } = scene
  scene.keeps = '1.7'
  const before = world.head
  const commit = await world.git.push('main', { [WEB_FILE]: webFile('1.7') }, 'feat: release 1.7')
  const [file] = await world.git.files(before, WEB_FILE)
  return withAttempt(state, { base: before, commit, merged: undefined, files: [edit(WEB_FILE, file?.text ?? '', webFile('1.7'))] })
}

/** Whoever may push makes the branch of the attempt, with exactly the commit that the state plans. */
async function withForgedBranch(state: AgentState, { world: { git } }: Scene): Promise<AgentState> {
  const forged = withAttempt(state, { files: TO_EVIL })
  const attempt = currentAttempt(forged)
  const commit = await git.commit(planCommit(forged, attempt, [{ path: WEB_FILE, text: webFile('evil') }], undefined))
  git.branches.set(attempt.branch ?? '', commit)
  return withAttempt(forged, { commit })
}

async function textOf(forge: Forge, scene: Scene): Promise<string> {
  const forged = await forge(await scene.state(), scene)
  return typeof forged === 'string' ? forged : JSON.stringify(forged)
}

describe('a state that somebody else wrote does no harm', () => {
  it.each(FORGED)('without a key: %s', { timeout: 30_000 }, async (_, stand, forge) => {
    const scene = await Scene.open(stand, undefined)
    await scene.goOnWith(await textOf(forge, scene))
    expect(scene.harms()).toEqual([])
  })

  it.each(FORGED)('with a key: %s', { timeout: 30_000 }, async (_, stand, forge) => {
    const scene = await Scene.open(stand, 'key-of-the-test')
    const fault = await scene.goOnWith(await textOf(forge, scene))
    expect(fault).toMatchObject({ code: 'REPAIR_STATE_UNSIGNED', category: 'critical' })
    expect(scene.writes()).toEqual([])
  })
})
