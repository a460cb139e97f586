import { parseImage } from '@aks-copilot/kubernetes'

/** What the profile's map makes of an image name; the longest prefix wins, and ends where a part of the name ends. Undefined when none fits. */
export function mapImage(image: string, map: Readonly<Record<string, string>>): string | undefined {
  const prefix = Object.keys(map).filter((candidate) => isPrefix(candidate, image)).toSorted((left, right) => right.length - left.length)[0]
  return prefix === undefined ? undefined : `${map[prefix]}${image.slice(prefix.length)}`
}

/** A host ends at a slash (a colon would begin its port); a whole image name also at its tag or digest. */
function isPrefix(prefix: string, image: string): boolean {
  if (!image.startsWith(prefix)) return false
  const rest = image.slice(prefix.length)
  return rest === '' || prefix.endsWith('/') || (prefix.includes('/') ? /^[/:@]/ : /^\//).test(rest)
}

/** Why AKS nodes can't reach the registry of an image; undefined when nothing in its name says so. */
export function unreachableRegistry(image: string): string | undefined {
  const registry = parseImage(image).registry
  if (registry === undefined) return undefined
  const host = registry.replace(/:\d+$/, '').toLowerCase()
  if (host === 'localhost' || /^127\./.test(host)) return 'the node itself'
  if (host.startsWith('k3d-')) return 'a registry of k3d'
  if (isPrivateAddress(host)) return 'a private address'
  if (!host.includes('.')) return 'a name that only your network knows'
  return /\.(local|lan|localdomain|home|home\.arpa|internal\.lan)$/.test(host) ? 'a name that only your network knows' : undefined
}

/** Whether a text is an IPv4 address of RFC 1918 or the link-local range. */
export function isPrivateAddress(text: string): boolean {
  return /^(10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\.\d+\.\d+$/.test(text)
}
