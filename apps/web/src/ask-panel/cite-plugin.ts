/** The part of a Markdown tree (hast) that is read here. */
interface TreeNode {
  type: string
  value?: string
  tagName?: string
  properties?: Record<string, unknown>
  children?: TreeNode[]
}

const CITES = /\[(E\d+(?:\s*,\s*E\d+)*)\]/g

/** rehype plugin: `[E1]` and `[E1, E2]` in texts become `<cite>E1</cite>`; texts in code stay as they are. */
export function citePlugin() {
  return (tree: TreeNode): void => visit(tree)
}

function visit(node: TreeNode): void {
  if (node.children === undefined || node.tagName === 'code') return
  node.children = node.children.flatMap((child) => (child.type === 'text' ? split(child) : [child]))
  for (const child of node.children) visit(child)
}

function split(node: TreeNode): TreeNode[] {
  const { value = '' } = node
  const parts: TreeNode[] = []
  let end = 0
  for (const match of value.matchAll(CITES)) {
    if (match.index > end) parts.push({ type: 'text', value: value.slice(end, match.index) })
    for (const id of (match[1] ?? '').split(/\s*,\s*/)) parts.push(cite(id))
    end = match.index + match[0].length
  }
  if (end === 0) return [node]
  return end < value.length ? [...parts, { type: 'text', value: value.slice(end) }] : parts
}

function cite(id: string): TreeNode {
  return { type: 'element', tagName: 'cite', properties: {}, children: [{ type: 'text', value: id }] }
}
