import { type Field, type KubernetesObject, podTemplate } from '@aks-copilot/kubernetes'

/** Every annotation of an object and of its pod template whose key `matches`, map by map. */
export function annotationsLike(object: KubernetesObject, matches: (key: string) => boolean): Field[][] {
  const template = object.kind === 'Pod' ? undefined : podTemplate(object)?.at('metadata', 'annotations')
  return grouped([object.annotations, ...(template === undefined ? [] : [template])], matches)
}

/** Every label of an object itself whose key `matches`. A Pod's are left out, and a template's: selectors may look for them. */
export function labelsLike(object: KubernetesObject, matches: (key: string) => boolean): Field[][] {
  return object.kind === 'Pod' ? [] : grouped([object.labels], matches)
}

function grouped(maps: readonly Field[], matches: (key: string) => boolean): Field[][] {
  return maps.map((map) => map.entries().filter((entry) => matches(String(entry.key)))).filter((entries) => entries.length > 0)
}

/** Names keys in a sentence: `a`, `b` and `c`. */
export function namesOf(fields: readonly Field[]): string {
  const names = fields.map((field) => `\`${String(field.key)}\``)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
