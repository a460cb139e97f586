import { duplicateKeys } from '../../duplicate-keys.ts'
import { rule, violation } from '../../rule.ts'
import { fieldAt } from '../../schema-problems.ts'

export default rule({
  id: 'schema-duplicate-key',
  group: 'schema',
  title: 'A key is there twice',
  why: 'The last one counts, and the others are lost without a word; Kustomize and other strict readers refuse the file.',
  help: 'Join the two, or remove the one that is not meant.',
  severity: 'warning',
  fix: 'judge',
  kinds: 'all',

  *inspect(object) {
    for (const pointer of duplicateKeys(object)) {
      const at = fieldAt(object, pointer)
      yield violation(at, `Key \`${String(at.key)}\` is written more than once here; this one, the last, is what counts.`)
    }
  },
})
