import type { LiveObject } from '../../../context/live-object.ts'
import type { ClusterState } from '../../../context/cluster-state.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE, spanText } from '../../durations.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isGoing } from '../../onset.ts'
import { shellWord } from '../../shell-words.ts'

/** `helm --wait` gives up after 5 minutes unless told otherwise; most who tell otherwise say 10 or 15. */
const WORKING = 20 * MINUTE

export default detector({
  id: 'helm-release-failed',
  group: 'control',
  title: 'A Helm release has failed or is stuck',
  why: 'What is in the cluster is not what the chart says; while a release is pending, Helm refuses every further operation on it.',
  help: 'Read why it failed, and upgrade again or roll back.',
  severity: 'warning',
  reads: ['Secret'],
  effect: 'degraded',

  *detect(state) {
    for (const secret of newestRevisions(state)) {
      const status = secret.labels.at('status')
      const text = status.text ?? ''
      const since = changedAt(secret)
      const pending = text.startsWith('pending-') || text === 'uninstalling'
      if (text !== 'failed' && !(pending && since !== undefined && state.now - since > WORKING)) continue
      if (isGoing(secret, state)) continue
      const [name, version] = [secret.labels.at('name').text ?? '', secret.labels.at('version').text ?? '']
      yield finding(secret, {
        about: name,
        message: pending
          ? `Helm release \`${name}\` has been \`${text}\` at revision ${version} for ${spanText(state.now - (since ?? state.now))}: Helm was interrupted, and refuses to touch it.`
          : `Revision ${version} of Helm release \`${name}\` has failed.`,
        since,
        evidence: [fieldEvidence(secret, status, since), fieldEvidence(secret, secret.labels.at('version'))],
        nextSteps: [
          { text: 'Read what became of each revision.', command: `helm history ${shellWord(name)} -n ${secret.namespace}` },
          { text: 'Go back to the last revision that was deployed.', command: `helm rollback ${shellWord(name)} -n ${secret.namespace}` },
        ],
      })
    }
  },
})

/** The Secret of the highest revision of each release: earlier ones are history. */
function newestRevisions(state: ClusterState): readonly LiveObject[] {
  const newest = new Map<string, LiveObject>()
  for (const secret of state.list('Secret')) {
    if (!secret.labels.at('owner').is('helm') || !secret.name.startsWith('sh.helm.release.')) continue
    const key = `${secret.namespace}/${secret.labels.at('name').text}`
    if (revision(secret) > revision(newest.get(key))) newest.set(key, secret)
  }
  return [...newest.values()]
}

function revision(secret: LiveObject | undefined): number {
  return Number(secret?.labels.at('version').text ?? 0)
}

/** Helm writes the time as seconds since the epoch. */
function changedAt(secret: LiveObject): number | undefined {
  const seconds = Number(secret.labels.at('modifiedAt').text ?? Number.NaN)
  return Number.isNaN(seconds) ? secret.createdAt : seconds * 1000
}
