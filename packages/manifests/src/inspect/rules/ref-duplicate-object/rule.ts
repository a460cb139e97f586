import { describeObject, type KubernetesObject, sameJson } from '@aks-copilot/kubernetes'
import { BundleIndex, closeness } from '../../bundle-index.ts'
import { conversion, drop, judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'ref-duplicate-object',
  group: 'ref',
  title: 'The same object is there twice',
  why: 'Applied together, the last one wins and the first is lost without a word; Kustomize and Helm refuse both.',
  help: 'Join the two, or give one another name.',
  severity: 'error',
  fix: 'doc',
  kinds: 'all',
  reads: 'all',
  changes: ['**'],

  *inspect(object, { bundle }) {
    if (!object.at('metadata', 'name').exists || object.name.includes('${')) return
    const twins = BundleIndex.of(bundle)
      .find(object.kind, object.namespace, object.name)
      .filter((other) => other.group === object.group && other.namespace === object.namespace)
    if (twins.length < 2) return
    const before = twins.slice(0, twins.indexOf(object)).filter((other) => closeness(object, other) !== 'apart')
    const [first] = before
    if (first === undefined) return
    const same = before.find((other) => sameJson(other.value, object.value))
    // A set of files and a file with all of them are often kept side by side.
    if (same !== undefined && closeness(object, same) !== 'file') return
    yield violation(object.at('metadata', 'name'), message(object, same), { same, severity: severityOf(object, first) })
  },

  propose({ same }, { object }) {
    if (same === undefined) return judgement('Decide which of the two is meant, or how to join them.')
    return conversion(
      'Remove the second: it says the same.',
      [drop(object, 'the same object stands above.')],
      [{ path: '', outcome: 'dropped', reason: 'an equal object stays in the same file' }],
    )
  },
})

function message(object: KubernetesObject, same: KubernetesObject | undefined): string {
  return `${describeObject(object)} is there twice${same === undefined ? '' : ', both saying the same'}.`
}

function severityOf(object: KubernetesObject, other: KubernetesObject): 'error' | 'warning' | 'info' {
  if (sameJson(object.value, other.value)) return 'info'
  return closeness(object, other) === 'file' ? 'error' : 'warning'
}
