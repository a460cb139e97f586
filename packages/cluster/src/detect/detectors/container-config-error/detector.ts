import { containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { MINUTE, SECOND } from '../../durations.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import { describeStep, editStep } from '../../pod-commands.ts'
import { ageOf, troubledPods } from '../../pods.ts'
import { isAboutContainer, nameContainer } from '../../restarts.ts'
import { isMissingReference } from '../../start-failures.ts'

const REASONS = new Set(['CreateContainerConfigError', 'CreateContainerError'])

/** What the kubelet says, and what it means; the first that fits. All else of CreateContainerError is told by container-create-failed. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/runAsNonRoot and image will run as root/, 'it must not run as root (`runAsNonRoot`), and its image does'],
  [/runAsUser breaks non-root policy/, '`runAsUser: 0` and `runAsNonRoot: true` contradict each other'],
  [
    /image has non-numeric user \(([^)]*)\)/,
    'its image names the user `$1` and not a number, so that nobody can tell whether that is root (`runAsNonRoot`)',
  ],
  [/missing value for (\S+)/, 'its subPathExpr uses the variable `$1`, which it does not have'],
  [/failed to prepare subPath for volumeMount "([^"]+)"/, 'the subPath of its mount `$1` cannot be prepared'],
]
/** Caches of the kubelet that are not filled yet: they fill by themselves. */
const PASSES = /failed to sync (configmap|secret) cache|services have not yet been read/
const PATIENCE = 30 * SECOND
const LONG = 3 * MINUTE

export default detector({
  id: 'container-config-error',
  group: 'pod',
  title: 'The configuration of a container cannot be carried out',
  why: 'The container is not created, and will not be until the workload or its image changes.',
  help: 'Change what the message names: the user of the image, the security context, the mount.',
  severity: 'error',
  reads: ['Pod', 'Event'],
  effect: 'not-started',
  suspects: ['/spec/**/securityContext/**', '/spec/**/containers/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      for (const container of containerStates(pod)) {
        const said = container.waiting.at('message').text
        if (said === undefined || !REASONS.has(container.waitingReason ?? '') || isMissingReference(said)) continue
        const [pattern, meaning] = MEANINGS.find(([pattern]) => pattern.test(said)) ?? []
        if (pattern === undefined && container.waitingReason === 'CreateContainerError') continue
        const event = state.eventsAbout(pod, 'Failed').findLast((one) => isAboutContainer(one, container) && one.message.includes(said))
        const since = event?.firstAt ?? pod.createdAt
        if (ageOf(since, state) < (PASSES.test(said) ? LONG : PATIENCE)) continue
        const what = pattern === undefined || meaning === undefined ? said : (pattern.exec(said)?.[0].replace(pattern, meaning) ?? said)
        yield finding(pod, {
          about: container.name,
          message: `${nameContainer(container)} can't be created: ${what}.`,
          since,
          evidence: [fieldEvidence(pod, container.waiting.at('message')), ...(event === undefined ? [] : [eventEvidence(event)])],
          nextSteps: [
            describeStep(pod, 'Read what the kubelet says.'),
            editStep(state.topController(pod), 'Mend the security context or the mount, or build the image with a numeric user.'),
          ],
        })
      }
    }
  },
})
