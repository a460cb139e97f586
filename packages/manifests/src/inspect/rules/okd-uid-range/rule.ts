import { containers, type Field, podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { judgement, rule, violation } from '../../rule.ts'

/** OpenShift gives each project a block of 10000 IDs above this one. */
const FIRST_PROJECT_ID = 1_000_000_000

export default rule({
  id: 'okd-uid-range',
  group: 'okd',
  title: 'User or group ID of an OpenShift project',
  why: 'OpenShift gave this ID to one project; on AKS it means nothing, and the image may not know the user.',
  help: 'Use the user and group that the image is made for; data that was copied over may need its owner changed.',
  severity: 'warning',
  fix: 'judge',
  kinds: WORKLOAD_KINDS,

  *inspect(object) {
    for (const place of [podSpec(object), ...containers(object)]) {
      for (const id of place === undefined ? [] : idsOf(place.at('securityContext'))) {
        if ((id.number ?? 0) >= FIRST_PROJECT_ID)
          yield violation(
            id,
            `\`${String(id.path.findLast((step) => typeof step === 'string'))}\` ${id.number} comes from the range of an OpenShift project.`,
          )
      }
    }
  },

  propose() {
    return judgement('Decide which user and group the image is made for, and whether the data on its volumes belongs to the old ID.')
  },
})

function idsOf(context: Field): Field[] {
  return [context.at('runAsUser'), context.at('runAsGroup'), context.at('fsGroup'), ...context.at('supplementalGroups').items()]
}
