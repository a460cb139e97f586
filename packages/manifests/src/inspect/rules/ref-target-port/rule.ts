import { describeObject, nearestWord } from '@aks-copilot/kubernetes'
import { oneOf } from '../../answers.ts'
import { BundleIndex, isOpenName, type PodMaker } from '../../bundle-index.ts'
import { staticPairs } from '../../near-labels.ts'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'ref-target-port',
  group: 'ref',
  title: 'No selected container has a port of this name',
  why: 'The Service gets no endpoints for the port, and every connection to it is refused.',
  help: 'Name a port that the container declares, or give its number.',
  severity: 'warning',
  fix: 'judge',
  kinds: ['Service'],
  reads: 'all',

  *inspect(object, { bundle }) {
    if (object.group !== '') return
    const named = object
      .at('spec', 'ports')
      .items()
      .map((port) => port.at('targetPort'))
      .filter(({ text }) => text !== undefined && !isOpenName(text) && !/^\d+$/.test(text))
    if (named.length === 0) return
    const makers = BundleIndex.of(bundle).selecting(staticPairs(object.at('spec', 'selector').strings()), object.namespace)
    if (makers.length === 0) return
    const names = new Set(makers.flatMap(portNames))
    for (const at of named) {
      if (at.text === undefined || names.has(at.text)) continue
      const near = nearestWord(at.text, names)
      const hint = near === undefined ? '' : `; did you mean \`${near}\`?`
      yield violation(
        at,
        `${describeObject(makers[0]?.object ?? object)} has no port named \`${at.text}\`${hint}${near === undefined ? '.' : ''}`,
        { names: [...names] },
      )
    }
  },

  propose({ at, names }) {
    return judgement(
      names.length === 0
        ? 'Name the port in the container, or give its number here.'
        : `Choose the port: the containers name ${names.map((name) => `\`${name}\``).join(', ')}.`,
      () => oneOf(at, names),
    )
  },
})

function portNames({ template }: PodMaker): string[] {
  const lists = ['containers', 'initContainers'].flatMap((list) => template.at('spec', list).items())
  return lists.flatMap((container) => container.at('ports').items()).flatMap((port) => port.at('name').text ?? [])
}
