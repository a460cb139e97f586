/**
 * Whether a path from the root of the repository matches a glob: `*` and `?` within a step, `**` any steps, `{a,b}` one of some. A pattern
 * without any of these is the file, or the folder with all below. A leading `/` or `./` is the root. Other characters mean themselves.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const plain = pattern.replace(/^\.?\/+/, '').replace(/\/+$/, '')
  if (plain === '' || plain === '.') return true
  const isGlob = /[*?{]/.test(plain)
  return new RegExp(`^${sourceOf(plain)}${isGlob ? '' : '(?:/[^]*)?'}$`, 'u').test(path)
}

const PARTS = /\/\*\*\/|^\*\*\/|\/\*\*$|\*+|\?|\{[^{}]*\}|[^]/gu

function sourceOf(pattern: string): string {
  return pattern.replaceAll(PARTS, (part) => {
    if (part === '/**/') return '/(?:[^]*/)?'
    if (part === '**/') return '(?:[^]*/)?'
    if (part === '/**') return '/[^]*'
    if (part === '**') return '[^]*'
    if (/^\*+$/.test(part)) return '[^/]*'
    if (part === '?') return '[^/]'
    if (part.startsWith('{') && part.length > 1) return `(?:${part.slice(1, -1).split(',').map(sourceOf).join('|')})`
    return part.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
  })
}
