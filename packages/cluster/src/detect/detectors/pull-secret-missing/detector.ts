import { podSpec } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { containerStates } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { effectsFrom } from '../../effects-from.ts'
import { absenceEvidence, eventEvidence, fieldEvidence } from '../../evidence.ts'
import { pullFailure } from '../../image-pulls.ts'
import { inNamespace, troubledPods } from '../../pods.ts'
import { shellWord } from '../../shell-words.ts'

export default detector({
  id: 'pull-secret-missing',
  group: 'pod',
  title: 'The pull secret of a pod does not exist',
  why: 'Images are asked for without credentials, and a private registry refuses.',
  help: 'Create the Secret of type kubernetes.io/dockerconfigjson, or name the right one.',
  severity: 'warning',
  reads: ['Pod', 'Secret', 'Event'],
  effect: 'not-started',
  explains: effectsFrom('not-started'),
  suspects: ['/spec/**/imagePullSecrets/**', '/imagePullSecrets/**'],

  *detect(state) {
    for (const pod of troubledPods(state)) {
      const secrets = pod.spec.at('imagePullSecrets').items()
      if (secrets.length === 0) continue
      // A missing pull secret harms nobody while images are public or already on the node.
      const problems = containerStates(pod).flatMap((container) => pullFailure(pod, container, state)?.problem ?? [])
      if (problems.length === 0) continue
      for (const secret of secrets) {
        const name = secret.at('name').text
        if (name === undefined || !isMissing(pod, name, state)) continue
        const refused = problems.includes('refused')
        const target = { apiVersion: 'v1', kind: 'Secret', ...(pod.namespace === undefined ? {} : { namespace: pod.namespace }), name }
        yield finding(pod, {
          about: name,
          severity: refused ? 'error' : 'warning',
          // A registry that is away, or a tag that does not exist, is no matter of credentials.
          explains: refused ? undefined : [],
          message: `Pull secret \`${name}\`${fromAccount(pod, name, state)} does not exist${refused ? ', and the registry refuses to give the image' : ''}.`,
          since: warnings(pod, name, state)[0]?.firstAt ?? pod.createdAt,
          evidence: [
            ...(state.isAbsent('Secret', pod.namespace, name) ? [absenceEvidence(target)] : []),
            ...warnings(pod, name, state).slice(-1).map(eventEvidence),
            fieldEvidence(pod, secret.at('name')),
          ],
          blames: [target],
          nextSteps: [
            { text: 'See which Secrets there are.', command: `kubectl get secrets${inNamespace(pod)}` },
            {
              text: 'Create it.',
              command: `kubectl create secret docker-registry ${shellWord(name)}${inNamespace(pod)} --docker-server=REGISTRY --docker-username=USER --docker-password=PASSWORD`,
            },
          ],
        })
      }
    }
  },
})

function warnings(pod: LiveObject, name: string, state: ClusterState): ReturnType<ClusterState['eventsAbout']> {
  return state
    .eventsAbout(pod, 'FailedToRetrieveImagePullSecret')
    .filter(({ message }) => (/\((.+)\)/.exec(message)?.[1] ?? '').split(', ').includes(name))
}

function isMissing(pod: LiveObject, name: string, state: ClusterState): boolean {
  const { answer } = state.lookup('Secret', pod.namespace, name)
  return answer === 'absent' || (answer !== 'present' && warnings(pod, name, state).length > 0)
}

/** The workload does not name it: it comes from the ServiceAccount. */
function fromAccount(pod: LiveObject, name: string, state: ClusterState): string {
  const maker = state.topController(pod)
  const own = podSpec(maker)
    ?.at('imagePullSecrets')
    .items()
    .some((secret) => secret.at('name').is(name))
  const account = pod.spec.at('serviceAccountName').text
  return maker === pod || own === true || account === undefined ? '' : ` of ServiceAccount \`${account}\``
}
