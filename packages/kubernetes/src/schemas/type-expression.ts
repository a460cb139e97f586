/** A type expression of the data, parsed. */
export type TypeNode =
  | { readonly is: 'scalar'; readonly name: string }
  | { readonly is: 'enum'; readonly values: readonly string[] }
  | { readonly is: 'list'; readonly of: TypeNode }
  | { readonly is: 'map'; readonly of: TypeNode }
  | { readonly is: 'object'; readonly definition: string }

const parsed = new Map<string, TypeNode>()

/** Parses `string`, `[]core.v1.Container`, `{}quantity`, `enum:Always|Never`; each expression once. */
export function parseType(expression: string): TypeNode {
  const known = parsed.get(expression)
  if (known) return known
  const node = parse(expression)
  parsed.set(expression, node)
  return node
}

function parse(expression: string): TypeNode {
  if (expression.startsWith('[]')) return { is: 'list', of: parseType(expression.slice(2)) }
  if (expression.startsWith('{}')) return { is: 'map', of: parseType(expression.slice(2)) }
  if (expression.startsWith('enum:')) return { is: 'enum', values: expression.slice(5).split('|') }
  if (expression.includes('.')) return { is: 'object', definition: expression }
  return { is: 'scalar', name: expression }
}
