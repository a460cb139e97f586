import type { LiveReference } from '@aks-copilot/contracts'

export function incidentPath(fingerprint: string): string {
  return `/incidents/${encodeURIComponent(fingerprint)}`
}

/** The explorer, opened on one object. */
export function objectPath({ kind, namespace, name }: LiveReference): string {
  const params = new URLSearchParams({ object: [kind, namespace ?? '', name].join('/') })
  return `/explore/objects?${params.toString()}`
}
