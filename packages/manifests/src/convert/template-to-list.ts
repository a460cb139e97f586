import { Field, isMap, type KubernetesObject, sameJson } from '@aks-copilot/kubernetes'
import type { LedgerEntry } from '@aks-copilot/contracts'
import { type Intent, remove, rename, set } from '../inspect/rule.ts'
import { expandTemplate } from './expand-template.ts'
import { Ledger } from './ledger.ts'
import { defaultParameters } from './template-parameters.ts'

export interface TemplateConversion {
  readonly intents: readonly Intent[]
  readonly ledger: readonly LedgerEntry[]
}

/**
 * Makes a Template the List that `oc process` would give, in its place: only what the parameters and labels say is written anew.
 * Undefined where that is too much.
 */
export function templateToList(template: KubernetesObject): TemplateConversion | undefined {
  const { objects, problem } = expandTemplate(template.value)
  if (problem !== undefined) return undefined
  const others = template.root.entries().filter((entry) => !['apiVersion', 'kind', 'objects'].includes(String(entry.key)))
  const intents = [
    set(template.at('apiVersion'), 'v1'),
    set(template.at('kind'), 'List'),
    ...template
      .at('objects')
      .items()
      .flatMap((item, index) => difference(item, objects[index])),
    rename(template.at('objects'), 'items'),
    ...others.map(remove),
  ]
  return { intents, ledger: account(template) }
}

/** The wishes that make a field have this value, each as deep as can be, so that comments stay. */
function difference(before: Field, after: unknown): Intent[] {
  if (sameJson(before.value, after)) return []
  if (Array.isArray(before.value) && Array.isArray(after)) return before.items().flatMap((item, index) => difference(item, after[index]))
  if (!isMap(before.value) || !isMap(after)) return [set(before, after)]
  const gone = before.entries().filter((entry) => !Object.hasOwn(after, entry.key))
  return [
    ...Object.entries(after).flatMap(([key, value]) => difference(before.at(key), value)),
    ...gone.map((entry) => remove(asItem(entry))),
  ]
}

/** Removals come last, when `objects` is `items` already. */
function asItem(field: Field): Field {
  return new Field(field.value, ['items', ...field.path.slice(1)])
}

function account(template: KubernetesObject): readonly LedgerEntry[] {
  const ledger = new Ledger()
  const values = defaultParameters(template.value)
  for (const parameter of template.at('parameters').items()) {
    const name = parameter.at('name').text ?? ''
    const value = values.get(name)
    ledger.mapped(
      parameter,
      value === undefined
        ? `it has no default value: \`\${${name}}\` stays where it stands, and each object that has it says so`
        : `its default value stands in its places`,
    )
  }
  ledger.mapped(template.at('objects'), 'they are the items of the List')
  ledger.mapped(template.at('labels'), 'every object has them')
  for (const item of template.at('objects').items()) {
    const namespace = item.at('metadata', 'namespace')
    if (!/\$\{/.test(namespace.text ?? ''))
      ledger.dropped(namespace, 'OpenShift takes it away, too: the objects land in the namespace where they are applied')
  }
  ledger.dropped(template.at('message'), 'OpenShift shows it once after the Template is used')
  ledger.dropped(template.at('metadata'), 'it describes the Template in the catalogue of OpenShift')
  ledger.dropped(template.at('apiVersion'), 'a List is v1')
  ledger.dropped(template.at('kind'), 'it is a List now')
  ledger.rest(template.root, 'a List has no such field')
  return ledger.entries
}
