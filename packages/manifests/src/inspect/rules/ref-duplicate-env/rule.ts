import { containers, sameJson, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { automatic, judgement, remove, rule, violation } from '../../rule.ts'

export default rule({
  id: 'ref-duplicate-env',
  group: 'ref',
  title: 'An environment variable is there twice',
  why: 'The last one counts, the API server warns, and a server-side apply refuses the list.',
  help: 'Keep the one that is meant.',
  severity: 'warning',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/env'],

  *inspect(object) {
    for (const container of containers(object)) {
      const variables = container.at('env').items()
      for (const [index, variable] of variables.entries()) {
        const { text } = variable.at('name')
        const first = text === undefined ? undefined : variables.slice(0, index).find((other) => other.at('name').is(text))
        if (first !== undefined)
          yield violation(variable, `Container \`${container.at('name').text}\` sets \`${text}\` more than once.`, {
            same: sameJson(first.value, variable.value),
          })
      }
    }
  },

  propose({ at, same }) {
    return same
      ? automatic('Remove the second: it says the same.', [remove(at)])
      : judgement('Decide which value is meant: today it is the last.')
  },
})
