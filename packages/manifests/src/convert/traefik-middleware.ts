import { type Field, type KubernetesObject, table } from '@aks-copilot/kubernetes'
import type { BundleView } from '../inspect/rule.ts'
import type { TraefikMatch } from './traefik-match.ts'

type Json = Readonly<Record<string, unknown>>

/** What the Middlewares of one route do to its requests, and which they are. */
export interface Effects {
  readonly redirectsToHttps: { readonly statusCode: number } | undefined
  /** Filters of an HTTPRoute, in the order in which Traefik applies them. */
  readonly filters: readonly Json[]
  readonly middlewares: readonly KubernetesObject[]
}

/** Thrown while Middlewares are read, and caught where the object is that uses them: who must decide what. */
export class Undecided extends Error {}

/** Follows the Middlewares that a route names, through chains; anything but redirects, headers and prefixes is for a person. */
export function effectsOf(route: Field, owner: KubernetesObject, match: TraefikMatch, bundle: BundleView): Effects {
  const count = { links: 0 }
  return effectsOfAll(
    route
      .at('middlewares')
      .items()
      .flatMap((reference) => follow(reference, owner.namespace, bundle, { seen: [], count })),
    match,
  )
}

/** What Middlewares do one after the other; those behind a chain are in the list, too. */
export function effectsOfAll(middlewares: readonly KubernetesObject[], match: TraefikMatch): Effects {
  const filters = stepsOf(middlewares)
    .filter(({ entry }) => entry.key !== 'redirectScheme')
    .flatMap(({ entry, middleware }) => filtersOf(entry, middleware, match))
  const types = filters.map((filter) => filter['type'])
  if (new Set(types.filter((type) => type === 'URLRewrite')).size < types.filter((type) => type === 'URLRewrite').length)
    throw new Undecided(
      'Decide what the path becomes: several Middlewares change it one after the other, and an HTTPRoute can change it once.',
    )
  return { redirectsToHttps: redirectIn(middlewares), filters: mergeHeaders(filters), middlewares }
}

/** How Middlewares send requests to HTTPS, if they do. */
export function redirectIn(middlewares: readonly KubernetesObject[]): Effects['redirectsToHttps'] {
  return stepsOf(middlewares)
    .filter(({ entry }) => entry.key === 'redirectScheme')
    .map(({ entry, middleware }) => redirectOf(entry, middleware))[0]
}

/** One thing that a Middleware does. */
export interface Step {
  readonly entry: Field
  readonly middleware: KubernetesObject
}

/** Every single thing that Middlewares do, and which of them does it. */
export function stepsOf(middlewares: readonly KubernetesObject[]): Step[] {
  return middlewares
    .filter((middleware) => !middleware.at('spec', 'chain').exists)
    .flatMap((middleware) =>
      middleware
        .at('spec')
        .entries()
        .map((entry) => ({ entry, middleware })),
    )
}

/** Chains of chains of chains grow by the power. */
const MOST_LINKS = 100

interface Walk {
  readonly seen: readonly KubernetesObject[]
  readonly count: { links: number }
}

function follow(reference: Field, namespace: string | undefined, bundle: BundleView, walk: Walk): KubernetesObject[] {
  const name = reference.at('name').text ?? ''
  const own = bundle.find('Middleware', reference.at('namespace').text ?? namespace, name)
  if (own === undefined)
    throw new Undecided(`Whoever knows Middleware \`${name}\` says what it does: it is not among the manifests, and may keep people out.`)
  if ((walk.count.links += 1) > MOST_LINKS)
    throw new Undecided(`Whoever knows the chain behind Middleware \`${name}\` says what it does: it has more than ${MOST_LINKS} links.`)
  return withLinks(own, bundle, walk)
}

/** A Middleware and, where it is a chain, those behind it. */
export function withLinks(
  own: KubernetesObject,
  bundle: BundleView,
  { seen, count }: Walk = { seen: [], count: { links: 0 } },
): KubernetesObject[] {
  if (seen.includes(own)) return []
  const links = own.at('spec', 'chain', 'middlewares').items()
  return [own, ...links.flatMap((link) => follow(link, own.namespace, bundle, { seen: [...seen, own], count }))]
}

function redirectOf(at: Field, middleware: KubernetesObject): { statusCode: number } {
  if (!at.at('scheme').is('https') || !['', '443'].includes(at.at('port').scalar ?? ''))
    throw new Undecided(`Decide where Middleware \`${middleware.name}\` sends the requests: it is not the ordinary way to HTTPS.`)
  return { statusCode: at.at('permanent').is(true) ? 301 : 302 }
}

function filtersOf(at: Field, middleware: KubernetesObject, match: TraefikMatch): Json[] {
  switch (at.key) {
    case 'headers':
      return headerFilters(at, middleware)
    case 'stripPrefix':
      return stripPrefix(at, middleware, match)
    case 'addPrefix':
      return [addPrefix(at, middleware, match)]
    case 'replacePath':
      return [urlRewrite({ type: 'ReplaceFullPath', replaceFullPath: at.at('path').text ?? '/' })]
    case 'compress':
      return []
    default:
      throw new Undecided(
        `Decide what does the work of \`${at.key}\` of Middleware \`${middleware.name}\`: without Traefik nothing does, and it may be what keeps people out.`,
      )
  }
}

function urlRewrite(path: Json): Json {
  return { type: 'URLRewrite', urlRewrite: { path } }
}

/** Traefik takes the prefix off and tells the application so in a header. */
function stripPrefix(at: Field, middleware: KubernetesObject, { paths }: TraefikMatch): Json[] {
  const prefixes = at
    .at('prefixes')
    .items()
    .map((prefix) => prefix.text ?? '')
  const [path] = paths
  const whole = paths.length === 1 && path?.type === 'PathPrefix' && prefixes.includes(path.value) && !path.value.endsWith('/')
  if (!whole || prefixes.length > 1)
    throw new Undecided(
      `Decide what the path becomes: Middleware \`${middleware.name}\` takes off ${prefixes.map((prefix) => `\`${prefix}\``).join(', ')}, and the rule matches something else.`,
    )
  return [
    urlRewrite({ type: 'ReplacePrefixMatch', replacePrefixMatch: '/' }),
    { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'X-Forwarded-Prefix', value: path.value }] } },
  ]
}

function addPrefix(at: Field, middleware: KubernetesObject, { paths }: TraefikMatch): Json {
  const prefix = (at.at('prefix').text ?? '').replace(/\/$/, '')
  const [path = { type: 'PathPrefix', value: '/' }] = paths
  if (paths.length > 1)
    throw new Undecided(`Decide what the path becomes: Middleware \`${middleware.name}\` puts \`${prefix}\` in front of several paths.`)
  if (path.type === 'Exact') return urlRewrite({ type: 'ReplaceFullPath', replaceFullPath: prefix + path.value })
  return urlRewrite({ type: 'ReplacePrefixMatch', replacePrefixMatch: path.value === '/' ? prefix : prefix + path.value })
}

/** The headers that Traefik sets for one word. */
const RESPONSE_HEADERS = table<(value: unknown) => readonly [string, string]>({
  frameDeny: () => ['X-Frame-Options', 'DENY'],
  customFrameOptionsValue: (value) => ['X-Frame-Options', String(value)],
  contentTypeNosniff: () => ['X-Content-Type-Options', 'nosniff'],
  browserXssFilter: () => ['X-XSS-Protection', '1; mode=block'],
  contentSecurityPolicy: (value) => ['Content-Security-Policy', String(value)],
  referrerPolicy: (value) => ['Referrer-Policy', String(value)],
  permissionsPolicy: (value) => ['Permissions-Policy', String(value)],
})

function headerFilters(at: Field, middleware: KubernetesObject): Json[] {
  const [request, response] = [new HeaderChanges(), new HeaderChanges()]
  for (const entry of at.entries()) {
    const key = String(entry.key)
    const header = RESPONSE_HEADERS[key]
    if (key === 'customRequestHeaders') request.addAll(entry)
    else if (key === 'customResponseHeaders') response.addAll(entry)
    else if (key === 'stsSeconds')
      response.set(
        'Strict-Transport-Security',
        [
          `max-age=${String(entry.value)}`,
          ...(at.at('stsIncludeSubdomains').is(true) ? ['includeSubDomains'] : []),
          ...(at.at('stsPreload').is(true) ? ['preload'] : []),
        ].join('; '),
      )
    else if (header !== undefined) {
      if (entry.value !== false) response.set(...header(entry.value))
    } else if (!['stsIncludeSubdomains', 'stsPreload'].includes(key) && entry.value !== false)
      throw new Undecided(
        `Decide what does the work of \`headers.${key}\` of Middleware \`${middleware.name}\`: an HTTPRoute has no filter for it.`,
      )
  }
  return [
    ...request.filter('RequestHeaderModifier', 'requestHeaderModifier'),
    ...response.filter('ResponseHeaderModifier', 'responseHeaderModifier'),
  ]
}

/** Headers to set and to take away; an empty value takes away, as Traefik has it. */
class HeaderChanges {
  readonly #set: { name: string; value: string }[] = []
  readonly #remove: string[] = []

  set(name: string, value: string): void {
    this.#set.push({ name, value })
  }

  addAll(headers: Field): void {
    for (const header of headers.entries()) {
      const value = header.scalar ?? ''
      if (value === '') this.#remove.push(String(header.key))
      else this.set(String(header.key), value)
    }
  }

  filter(type: string, key: string): Json[] {
    if (this.#set.length + this.#remove.length === 0) return []
    return [
      {
        type,
        [key]: { ...(this.#set.length === 0 ? {} : { set: this.#set }), ...(this.#remove.length === 0 ? {} : { remove: this.#remove }) },
      },
    ]
  }
}

/** A rule may have one filter of each kind: header changes of several Middlewares become one, the later ones on top. */
function mergeHeaders(filters: readonly Json[]): Json[] {
  const merged = new Map<unknown, Json>()
  for (const filter of filters) {
    const key = filter['type'] === 'RequestHeaderModifier' ? 'requestHeaderModifier' : 'responseHeaderModifier'
    const before = merged.get(filter['type'])?.[key] as { set?: readonly { name: string }[]; remove?: readonly string[] } | undefined
    const now = filter[key] as typeof before
    if (before === undefined || now === undefined) merged.set(filter['type'], filter)
    else {
      const set = [...(before.set ?? []).filter((old) => now.set?.some((header) => header.name === old.name) !== true), ...(now.set ?? [])]
      const removed = [...new Set([...(before.remove ?? []), ...(now.remove ?? [])])]
      merged.set(filter['type'], {
        type: filter['type'],
        [key]: { ...(set.length === 0 ? {} : { set }), ...(removed.length === 0 ? {} : { remove: removed }) },
      })
    }
  }
  return [...merged.values()]
}
