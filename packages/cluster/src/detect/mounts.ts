import type { Field } from '@aks-copilot/kubernetes'
import type { LiveReference } from '@aks-copilot/contracts'
import type { LiveObject } from '../context/live-object.ts'

/** Where a path of a container lies: a mounted volume, with the object behind it where it has one. */
export interface Mounted {
  readonly mount: Field
  readonly mountPath: string
  readonly volume: Field
  /** For the middle of a sentence: volume `data` (claim `data-0`). */
  readonly name: string
  /** The claim, the ConfigMap or the Secret behind it. */
  readonly source: LiveReference | undefined
}

/** The volume on which a path of a container lies; undefined for its own file system. */
export function mountAt(pod: LiveObject, container: Field, path: string): Mounted | undefined {
  const mounts = container
    .at('volumeMounts')
    .items()
    .filter((mount) => isBelow(path, mount.at('mountPath').text ?? ''))
    .toSorted((left, right) => (right.at('mountPath').text ?? '').length - (left.at('mountPath').text ?? '').length)
  const [mount] = mounts
  const volume = pod.spec
    .at('volumes')
    .items()
    .find((candidate) => candidate.at('name').is(mount?.at('name').text ?? ''))
  if (mount === undefined || volume === undefined) return undefined
  const source = sourceOf(volume, pod)
  const name = `volume \`${volume.at('name').text}\`${source === undefined ? '' : ` (${source.kind} \`${source.name}\`)`}`
  return { mount, mountPath: mount.at('mountPath').text ?? '', volume, name, source }
}

function isBelow(path: string, folder: string): boolean {
  const start = folder.replace(/\/$/, '')
  return folder !== '' && (path === start || path.startsWith(`${start}/`))
}

function sourceOf(volume: Field, pod: LiveObject): LiveReference | undefined {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['PersistentVolumeClaim', volume.at('persistentVolumeClaim', 'claimName').text],
    ['ConfigMap', volume.at('configMap', 'name').text],
    ['Secret', volume.at('secret', 'secretName').text],
    ['PersistentVolumeClaim', volume.at('ephemeral').exists ? `${pod.name}-${volume.at('name').text}` : undefined],
  ]
  const found = named.find(([, name]) => name !== undefined)
  if (found?.[1] === undefined) return undefined
  return { apiVersion: 'v1', kind: found[0], ...(pod.namespace === undefined ? {} : { namespace: pod.namespace }), name: found[1] }
}
