import { type Field, isMap } from '@aks-copilot/kubernetes'
import { OPEN_PARAMETERS } from '../../../convert/template-parameters.ts'
import { judgement, rule, violation } from '../../rule.ts'

export default rule({
  id: 'okd-template-parameter',
  group: 'okd',
  title: 'Parameter of a Template has no value',
  why: 'OpenShift generates such a value, or asks for it when the Template is used; AKS takes the placeholder as it stands.',
  help: 'Put the value in place of the placeholder; keep a password in a Secret outside the repository.',
  severity: 'error',
  fix: 'judge',
  kinds: 'all',

  *inspect(object) {
    const names = object.annotations.at(OPEN_PARAMETERS).text?.split(',') ?? []
    for (const name of names) {
      const at = firstPlace(object.root, name)
      if (at !== undefined) yield violation(at, `Parameter \`${name}\` of the Template has no value.`, { name })
    }
  },

  propose({ name }) {
    return judgement(
      `Whoever installs this decides what stands in place of \`\${${name}}\`: OpenShift generated the value or asked for it.`,
    )
  },
})

/** The first text that has the placeholder; a key counts as the place of its value. */
function firstPlace(field: Field, name: string): Field | undefined {
  const has = (text: string): boolean => text.includes(`\${${name}}`) || text.includes(`\${{${name}}}`)
  if (field.text !== undefined) return has(field.text) ? field : undefined
  for (const child of isMap(field.value) ? field.entries() : field.items()) {
    const found = has(String(child.key)) ? child : firstPlace(child, name)
    if (found !== undefined) return found
  }
  return undefined
}
