import { rule, violation } from '../../rule.ts'
import { fieldAt, schemaProblems } from '../../schema-problems.ts'

export default rule({
  id: 'schema-missing-field',
  group: 'schema',
  title: 'A required field is missing',
  why: 'The API server refuses the object.',
  help: 'Add the field; only its author knows the value.',
  severity: 'error',
  fix: 'judge',
  kinds: 'all',

  *inspect(object, { schemas }) {
    for (const { pointer, message } of schemaProblems(object, schemas, 'missing-field')) yield violation(fieldAt(object, pointer), message)
  },
})
