import type { PatchOperation } from '@aks-copilot/contracts'
import { fromPointer, type KubernetesObject, type PathStep, toPointer } from '@aks-copilot/kubernetes'
import type { Thought } from '../think.ts'

/** What a model proposes for a judgement, as a thought that the Patcher can prove: with the tests that a machine writes. */
export function proposeOperations(thought: Thought, model: string, operations: readonly PatchOperation[]): Thought {
  const { object } = thought.finding
  return {
    ...thought,
    description: describe(operations, model),
    judgement: thought.description,
    changes: [{ does: 'edit', object, operations: [...tests(object, operations), ...operations], converts: false }],
    proposes: true,
    wanted: true,
    model,
  }
}

/** The object's kind and name, the names of list elements on the way, and each value that goes. */
function tests(object: KubernetesObject, operations: readonly PatchOperation[]): PatchOperation[] {
  const paths: PathStep[][] = [['kind'], ['metadata', 'name']]
  for (const operation of operations) {
    for (const pointer of 'from' in operation ? [operation.from, operation.path] : [operation.path]) {
      const steps = fromPointer(pointer)
      steps.forEach((step, index) => /^\d+$/.test(step) && paths.push([...steps.slice(0, index + 1), 'name']))
      paths.push(steps)
    }
  }
  const seen = new Map(paths.map((path) => [toPointer(path), valueAt(object.value, path)]))
  return [...seen].filter(([, value]) => value !== undefined).map(([path, value]) => ({ op: 'test', path, value }))
}

function valueAt(root: unknown, path: readonly PathStep[]): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<PathStep, unknown>>)[step]
  }
  return value
}

function describe(operations: readonly PatchOperation[], model: string): string {
  const parts = operations.map((operation) => {
    if (operation.op === 'remove') return `remove \`${operation.path}\``
    if (operation.op === 'move' || operation.op === 'copy') return `${operation.op} \`${operation.from}\` to \`${operation.path}\``
    return `set \`${operation.path}\` to \`${JSON.stringify(operation.value)}\``
  })
  const text = parts.join(', ')
  return `The model ${model} proposes: ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}.`
}

const LONGEST = 300
