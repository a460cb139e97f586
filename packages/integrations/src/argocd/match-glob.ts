/**
 * A pattern as Argo CD matches names: `*` and `**` any text, `?` one character, `[a-z]` and `[!a]` one of some, `{a,b}` alternatives, `\`
 * before a character that is meant as it stands. The whole text must match. A pattern that cannot be read matches nothing.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const expression = expressionOf(pattern)
  return expression !== undefined && expression.test(text)
}

const PARTS =
  /\\(?<escaped>[^])|(?<any>\*+)|(?<one>\?)|\[(?<not>!)?(?<set>[^\]]+)\]|(?<open>\{)|(?<close>\})|(?<comma>,)|(?<plain>[^\\*?[\]{},]+)|(?<wrong>[^])/g

function expressionOf(pattern: string): RegExp | undefined {
  let depth = 0
  let source = ''
  for (const { groups = {} } of pattern.matchAll(PARTS)) {
    const { escaped, any, one, not, set, open, close, comma, plain } = groups
    if (open !== undefined) depth += 1
    if (close !== undefined) depth -= 1
    if (depth < 0) return undefined
    if (escaped !== undefined) source += quoted(escaped)
    else if (any !== undefined) source += '[^]*'
    else if (one !== undefined) source += '[^]'
    else if (set !== undefined) source += `[${not === undefined ? '' : '^'}${set.replaceAll(/[\\\]^]/g, '\\$&')}]`
    else if (open !== undefined) source += '(?:'
    else if (close !== undefined) source += ')'
    else if (comma !== undefined) source += depth > 0 ? '|' : ','
    else if (plain !== undefined) source += quoted(plain)
    else return undefined
  }
  if (depth !== 0) return undefined
  try {
    return new RegExp(`^(?:${source})$`, 'u')
  } catch {
    return undefined
  }
}

function quoted(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
