/** Where a file is, as SARIF wants it: a percent-encoded URI, relative to the root of the sources where it can be. */
export function artifactLocation(path: string): { uri: string; uriBaseId?: string } {
  if (path === '-') return { uri: 'stdin', uriBaseId: SOURCE_ROOT }
  const clean = path.replace(/^(?:\.\/)+/, '')
  const encoded = clean
    .split('/')
    .map((step) => encodeURIComponent(step.toWellFormed()))
    .join('/')
  if (/^[A-Za-z]:\//.test(clean)) return { uri: `file:///${encoded.replace('%3A', ':')}` }
  if (clean.startsWith('/')) return { uri: `file://${encoded}` }
  return clean.split('/').includes('..') ? { uri: encoded } : { uri: encoded, uriBaseId: SOURCE_ROOT }
}

export const SOURCE_ROOT = '%SRCROOT%'
