import { type KubernetesObject, type SchemaProblem, type Schemas, toPointer } from '@aks-copilot/kubernetes'
import { distance } from 'fastest-levenshtein'
import { slip } from '../../answers.ts'
import { homesOf } from '../../homes-of-field.ts'
import { type Answer, automatic, judgement, rename, rule, violation } from '../../rule.ts'
import { fieldAt, schemaProblems } from '../../schema-problems.ts'

const HELP = 'Correct the name of the field, or move it to where it belongs (`kubectl explain` shows what there is).'

export default rule({
  id: 'schema-unknown-field',
  group: 'schema',
  title: 'Kubernetes has no such field',
  why: 'kubectl asks the API server to refuse unknown fields; a tool that does not ask loses the setting without a word.',
  help: HELP,
  severity: 'error',
  fix: 'auto',
  kinds: 'all',
  changes: ['**'],

  *inspect(object, { schemas }) {
    for (const { pointer, message, nearest } of schemaProblems(object, schemas, 'unknown-field')) {
      yield violation(fieldAt(object, pointer), message, { nearest })
    }
  },

  propose({ at, nearest }, { object, schemas }) {
    if (nearest === undefined) return judgement(HELP, () => homesOf(object, at, schemas))
    const alone = isClear(String(at.key), nearest) && !fieldAt(object, toPointer([...at.path.slice(0, -1), nearest])).exists
    if (!alone || !validAs(object, at.path, nearest, schemas))
      return judgement(`Decide whether \`${nearest}\` was meant.`, () => {
        const renamed: Answer = { intents: [rename(at, nearest)], because: slip(String(at.key), nearest) }
        return [renamed, ...homesOf(object, at, schemas)]
      })
    return automatic(`Write \`${nearest}\`.`, [rename(at, nearest)])
  },
})

/** Only a slip of the pen is mended without asking: other case, one letter of five, two of eight. */
function isClear(name: string, nearest: string): boolean {
  const slips = distance(name.toLowerCase(), nearest.toLowerCase())
  return slips === 0 || (slips === 1 && name.length >= 5) || (slips === 2 && name.length >= 8)
}

/** Whether the object has one problem less, and no other, with the field renamed. */
function validAs(object: KubernetesObject, path: readonly (string | number)[], name: string, schemas: Schemas): boolean {
  const pointers = (problems: readonly SchemaProblem[]): string[] => problems.map((problem) => `${problem.kind} ${problem.pointer}`)
  const before = new Set(pointers(schemas.validate(object.value)))
  const draft = structuredClone(object.value) as Record<string, unknown>
  const parent = path.slice(0, -1).reduce<Record<string, unknown>>((value, step) => value[step] as Record<string, unknown>, draft)
  const key = String(path.at(-1))
  parent[name] = parent[key]
  delete parent[key]
  return pointers(schemas.validate(draft)).every((problem) => before.has(problem))
}
