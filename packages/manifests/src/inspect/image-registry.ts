import { parseImage } from '@aks-copilot/kubernetes'
import { isPrivateAddress } from './addresses.ts'
import { internalImage } from './internal-registry.ts'

/** How to get a profile that can map registries. */
export const MAKE_PROFILE = '(make one: `aks-copilot profiles aks-standard > my-aks.yaml`)'

/** What the profile's map makes of an image name; the longest prefix wins, and ends where a part of the name ends. Undefined when none fits. */
export function mapImage(image: string, map: Readonly<Record<string, string>>): string | undefined {
  const prefix = Object.keys(map)
    .filter((candidate) => isPrefix(candidate, image))
    .toSorted((left, right) => right.length - left.length)[0]
  return prefix === undefined ? undefined : `${map[prefix]}${image.slice(prefix.length)}`
}

/** A host ends at a slash (a colon would begin its port); a whole image name also at its tag or digest. */
function isPrefix(prefix: string, image: string): boolean {
  if (!image.startsWith(prefix)) return false
  const rest = image.slice(prefix.length)
  return rest === '' || prefix.endsWith('/') || (prefix.includes('/') ? /^[/:@]/ : /^\//).test(rest)
}

/** Why AKS nodes can't reach the registry of an image; undefined when nothing in its name says so, and for OpenShift's own registry, which has a rule of its own. */
export function unreachableRegistry(image: string): string | undefined {
  const registry = parseImage(image).registry
  if (registry === undefined || internalImage(image) !== undefined) return undefined
  const host = registry.replace(/:\d+$/, '').toLowerCase()
  if (host === 'localhost' || /^127(?:\.\d+){3}$/.test(host)) return 'the node itself'
  if (host.startsWith('k3d-')) return 'a registry of k3d'
  if (/^[\d.]+$/.test(host) && isPrivateAddress(host)) return 'a private address'
  if (!host.includes('.')) return 'a name that only your network knows'
  return /\.(local|lan|localdomain|home|home\.arpa|internal\.lan)$/.test(host) ? 'a name that only your network knows' : undefined
}
