/**
 * What a request is called where requests are counted: `list pods`, `watch events`, `get logs`, `get nodes/proxy`, `review
 * selfsubjectaccessreviews`, `dry-run deployments`.
 */
export function requestName(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, watch: boolean): string {
  const steps = path.split('/').filter((step) => step !== '')
  const rest = steps[0] === 'api' ? steps.slice(2) : steps[0] === 'apis' ? steps.slice(3) : []
  if (rest.length === 0) return `get ${steps[0] === 'api' || steps[0] === 'apis' ? 'discovery' : (steps[0] ?? '/')}`
  // `namespaces/shop/pods`, but `namespaces` and `namespaces/shop` are Namespaces themselves.
  const [resource = '', name, part] = rest[0] === 'namespaces' && rest.length > 2 ? rest.slice(2) : rest
  if (method === 'POST') return `review ${resource}`
  if (method === 'PATCH') return `dry-run ${resource}`
  if (method === 'DELETE') return `delete ${resource}`
  if (part === 'log') return 'get logs'
  const verb = watch ? 'watch' : name === undefined ? 'list' : 'get'
  return `${verb} ${resource}${part === undefined ? '' : `/${part}`}`
}
