import type { Field } from '@aks-copilot/kubernetes'
import { automatic, judgement, rule, violation } from '../../rule.ts'
import { annotationsLike, labelsLike, namesOf } from '../../metadata-keys.ts'
import { openShiftGroup } from '../../openshift.ts'
import { removeWithParents } from '../../remove-with-parents.ts'

const KEYS = new Set(['openshift.io/scc', 'openshift.io/required-scc', 'openshift.io/requester', 'openshift.io/node-selector'])
const PREFIXES = ['openshift.io/sa.scc.', 'security.openshift.io/']
const KEPT = new Set<string | undefined>([undefined, 'apps.openshift.io', 'project.openshift.io', 'authorization.openshift.io'])

export default rule({
  id: 'okd-scc-annotation',
  group: 'okd',
  title: 'Annotation about security context constraints or projects of OpenShift',
  why: 'AKS has no security context constraints: users, SELinux and admission are not governed by these keys there.',
  help: 'Remove the keys; what they enforced belongs in securityContext and in Pod Security labels.',
  severity: 'info',
  fix: 'auto',
  kinds: 'all',
  changes: ['metadata/annotations', 'metadata/labels', '**/metadata/annotations'],

  *inspect(object) {
    if (!KEPT.has(openShiftGroup(object))) return
    const matches = (key: string): boolean => KEYS.has(key) || PREFIXES.some((prefix) => key.startsWith(prefix))
    for (const found of [...annotationsLike(object, matches), ...labelsLike(object, matches)]) {
      const places = found.filter(choosesNodes)
      for (const place of places)
        yield violation(place, `The project's pods run on nodes with \`${place.text}\` only; AKS does not read this annotation.`, {
          keys: [place],
          severity: 'warning' as const,
        })
      const keys = found.filter((key) => !places.includes(key))
      const [first] = keys
      if (first !== undefined) yield violation(first, `${namesOf(keys)}: AKS does not read this.`, { keys })
    }
  },

  propose({ keys }, { object }) {
    if (keys.some(choosesNodes))
      return judgement('Decide which node pool the pods need; write it as nodeSelector in each pod template, then remove the annotation.')
    return automatic(`Remove ${namesOf(keys)}.`, removeWithParents(object, keys))
  },
})

/** A default node selector of a project; an empty one only switches the cluster's default off. */
function choosesNodes(entry: Field): boolean {
  return entry.key === 'openshift.io/node-selector' && (entry.text ?? '').trim() !== ''
}
