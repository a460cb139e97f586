import { oneOf } from '../../answers.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'
import { fieldAt, schemaProblems } from '../../schema-problems.ts'

export default rule({
  id: 'schema-bad-value',
  group: 'schema',
  title: 'The value is not allowed',
  why: 'The API server refuses the object.',
  help: 'Write a value that the field takes.',
  severity: 'error',
  fix: 'judge',
  kinds: 'all',
  changes: ['**'],

  *inspect(object, { schemas }) {
    for (const { pointer, message, nearest } of schemaProblems(object, schemas, 'bad-value')) {
      yield violation(fieldAt(object, pointer), message, { nearest })
    }
  },

  propose({ at, nearest }) {
    if (nearest === undefined) return undefined
    if (at.text?.toLowerCase() !== nearest.toLowerCase())
      return judgement('Write a value that the field takes.', () => oneOf(at, [nearest]))
    return automatic(`Write \`${nearest}\`.`, [set(at, nearest)])
  },
})
