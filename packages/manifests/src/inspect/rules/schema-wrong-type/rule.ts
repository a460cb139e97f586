import { automatic, judgement, rule, set, violation } from '../../rule.ts'
import { fieldAt, schemaProblems } from '../../schema-problems.ts'
import { writtenText } from '../../written-text.ts'

export default rule({
  id: 'schema-wrong-type',
  group: 'schema',
  title: 'The value has the wrong type',
  why: 'The API server cannot decode it, and refuses the object.',
  help: 'Write a value of the right type; numbers and words such as `true` and `yes` are strings only in quotes.',
  severity: 'error',
  fix: 'auto',
  kinds: 'all',
  changes: ['**'],

  *inspect(object, { schemas }) {
    for (const { pointer, message, expected } of schemaProblems(object, schemas, 'wrong-type')) {
      yield violation(fieldAt(object, pointer), message, { expected })
    }
  },

  propose({ at, expected }, { object, bundle }) {
    const { value } = at
    if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
      const text = writtenText(at, object, bundle)
      return text === undefined
        ? judgement('Write the value in quotes, as it is meant.')
        : automatic(`Quote it: \`"${text}"\`.`, [set(at, text)])
    }
    if (expected === 'boolean' && (value === 'true' || value === 'false'))
      return automatic('Remove the quotes.', [set(at, value === 'true')])
    if (expected === 'integer' && typeof value === 'string' && /^(0|-?[1-9]\d{0,8})$/.test(value))
      return automatic('Remove the quotes.', [set(at, Number(value))])
    return undefined
  },
})
