import { maskSecrets } from '@aks-copilot/cluster'
import type { SourceOfManifests } from '@aks-copilot/remediation/ports'
import type { Application, ApplicationSource } from './application-schema.ts'

const KINDS: Readonly<Record<string, SourceOfManifests['kind']>> = { Directory: 'directory', Helm: 'helm', Kustomize: 'kustomize' }

/** What an Application is made of, in its order. The kind is the one that Argo CD itself found; where it has not looked yet, `unknown`. */
export function readSources({ metadata, spec, status }: Application): SourceOfManifests[] {
  const several = spec.sources !== undefined && spec.sources.length > 0
  const sources = several ? (spec.sources ?? []) : spec.source === undefined ? [] : [spec.source]
  return sources.map((source, index) =>
    sourceOf(source, several ? status.sourceTypes?.[index] : status.sourceType, {
      name: metadata.name,
      namespace: spec.destination.namespace,
    }),
  )
}

interface Deployed {
  readonly name: string
  readonly namespace: string | undefined
}

function sourceOf(source: ApplicationSource, type: string | undefined, { name, namespace }: Deployed): SourceOfManifests {
  const { repoURL, targetRevision, path, directory, helm } = source
  // Which program renders it changes nothing of what is rendered.
  const { version: _, ...kustomize } = source.kustomize ?? {}
  const kind = kindOf(source, type)
  return {
    repository: withoutLogin(repoURL),
    revision: targetRevision ?? 'HEAD',
    path: folderOf(path),
    kind,
    ...(directory?.recurse === undefined ? {} : { recurse: directory.recurse }),
    ...(kind === 'helm' ? { helm: helmOf(helm, name) } : {}),
    ...(Object.keys(kustomize).length === 0 ? {} : { kustomize }),
    ...(namespace === undefined || namespace === '' ? {} : { namespace: helm?.namespace ?? namespace }),
  }
}

/** Argo CD takes a login in an address. Ours is another one, and what is read here ends up in states, links and messages. */
function withoutLogin(address: string): string {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol)) return maskSecrets(address.replace(/^([a-z+]+:\/\/[^\s:/@]*):[^\s/@]*@/i, '$1@'))
  if (url.username === '' && url.password === '' && url.search === '' && url.hash === '') return address
  return `${url.origin}${url.pathname}`
}

/** What could not be rendered as Argo CD does it is unknown: a chart from elsewhere, a plugin, Jsonnet, patterns of files. */
function kindOf({ chart, plugin, directory, helm }: ApplicationSource, type: string | undefined): SourceOfManifests['kind'] {
  if ((chart ?? '') !== '' || plugin !== undefined) return 'unknown'
  if ((directory?.include ?? '') !== '' || (directory?.exclude ?? '') !== '' || Object.keys(directory?.jsonnet ?? {}).length > 0)
    return 'unknown'
  if ((helm?.fileParameters ?? []).length > 0) return 'unknown'
  return KINDS[type ?? ''] ?? 'unknown'
}

function helmOf(helm: ApplicationSource['helm'], name: string): NonNullable<SourceOfManifests['helm']> {
  const { releaseName, valueFiles = [], values, valuesObject, parameters = [] } = helm ?? {}
  // JSON is YAML; Argo CD lets the object go before the text.
  const inline = valuesObject === undefined ? values : JSON.stringify(valuesObject)
  return {
    releaseName: releaseName === undefined || releaseName === '' ? name : releaseName,
    valueFiles,
    ...(inline === undefined || inline === '' ? {} : { values: inline }),
    parameters: parameters.map(({ name: key, value, forceString }) => ({
      name: key,
      value,
      ...(forceString === undefined ? {} : { forceString }),
    })),
  }
}

/** `./shop/` and `shop` are the same folder; `.` is the root. */
function folderOf(path: string | undefined): string {
  return (path ?? '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}
