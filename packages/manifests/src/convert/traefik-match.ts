type Json = Readonly<Record<string, unknown>>

/** What a rule of Traefik matches, in the words of the Gateway API: any of the matches, on any of the hosts (none: all). */
export interface TraefikMatch {
  readonly hosts: readonly string[]
  readonly paths: readonly { readonly type: 'Exact' | 'PathPrefix'; readonly value: string }[]
  readonly methods: readonly string[]
  readonly headers: readonly Json[]
  readonly queryParams: readonly Json[]
}

interface Call {
  readonly name: string
  readonly args: readonly string[]
}

/** Reads a rule such as ``Host(`a`) && PathPrefix(`/x`)`` (v2 and v3), or says why it cannot be carried over by rule. */
export function readTraefikMatch(rule: string): TraefikMatch | { readonly judge: string } {
  const calls = readCalls(rule)
  if ('judge' in calls) return calls
  const match: { hosts: string[]; paths: TraefikMatch['paths'][number][]; methods: string[]; headers: Json[]; queryParams: Json[] } = {
    hosts: [],
    paths: [],
    methods: [],
    headers: [],
    queryParams: [],
  }
  for (const { name, args } of calls) {
    const pattern = args.some((arg) => arg.includes('{'))
    const taken = { host: match.hosts, hostheader: match.hosts, path: match.paths, pathprefix: match.paths, method: match.methods }[name]
    if (pattern || (taken !== undefined && taken.length > 0)) return undecided(rule)
    if (name === 'host' || name === 'hostheader') match.hosts.push(...args)
    else if (name === 'path') match.paths.push(...args.map((value) => ({ type: 'Exact' as const, value })))
    else if (name === 'pathprefix') match.paths.push(...args.map((value) => ({ type: 'PathPrefix' as const, value })))
    else if (name === 'method') match.methods.push(...args.map((method) => method.toUpperCase()))
    else if ((name === 'header' || name === 'headers') && args.length === 2) match.headers.push({ name: args[0], value: args[1] })
    else if (name === 'query' && !addQueries(match.queryParams, args)) return undecided(rule)
    else if (name !== 'query') return undecided(rule, name)
  }
  return match
}

/** The matches of an HTTPRoute's rule: each path with each method. */
export function httpMatches({ paths, methods, headers, queryParams }: TraefikMatch): Json[] {
  const rest = { ...(headers.length === 0 ? {} : { headers }), ...(queryParams.length === 0 ? {} : { queryParams }) }
  const withPath = (paths.length === 0 ? [{ type: 'PathPrefix' as const, value: '/' }] : paths).map((path) => ({ path, ...rest }))
  return methods.length === 0 ? withPath : withPath.flatMap((match) => methods.map((method) => ({ ...match, method })))
}

/** Query(`a=b`, `c=d`) in v2, Query(`a`, `b`) in v3. */
function addQueries(queries: Json[], args: readonly string[]): boolean {
  const pairs = args.map((arg) => /^([^=]+)=(.*)$/.exec(arg))
  if (pairs.length > 0 && pairs.every((pair) => pair !== null)) queries.push(...pairs.map((pair) => ({ name: pair[1], value: pair[2] })))
  else if (args.length === 2 && pairs.every((pair) => pair === null)) queries.push({ name: args[0], value: args[1] })
  else return false
  return true
}

/** No router is chosen by more text than this. */
const LONGEST_RULE = 10_000

/** The matchers of a rule that is nothing but matchers joined with `&&`; brackets around them change nothing. */
function readCalls(rule: string): Call[] | { readonly judge: string } {
  if (rule.length > LONGEST_RULE) return undecided(`${rule.slice(0, 100)}…`)
  const calls: Call[] = []
  const token = /\s*(?:([A-Za-z]+)\(\s*((?:(?:`[^`]*`|"[^"]*")\s*(?:,\s*)?)*)\)|(&&|\(|\)))\s*/y
  while (token.lastIndex < rule.length) {
    const match = token.exec(rule)
    if (match === null) return undecided(rule)
    const [, name, args = ''] = match
    if (name !== undefined)
      calls.push({ name: name.toLowerCase(), args: [...args.matchAll(/`([^`]*)`|"([^"]*)"/g)].map((arg) => arg[1] ?? arg[2] ?? '') })
  }
  return calls
}

function undecided(rule: string, matcher?: string): { readonly judge: string } {
  const reason =
    matcher === 'clientip'
      ? 'ClientIP keeps people out, and must be kept up elsewhere'
      : 'only matchers of host, path, method, header and query that are joined with && can be carried over by rule'
  return { judge: `Decide how \`${rule}\` is said without Traefik: ${reason}.` }
}
