import { applicationParts, CopilotError } from '@aks-copilot/contracts'

/** The name by which an Application has its run, its lease and its state: without the namespace where that is Argo CD's own. */
export function applicationName(
  { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
  own: string,
): string {
  return namespace === undefined || namespace === '' || namespace === own ? name : `${namespace}/${name}`
}

/** The same of `NAME` or `NAMESPACE/NAME`, as people and others write it; undefined where it is no name of an Application. */
export function knownApplicationName(given: string, own: string): string | undefined {
  const parts = applicationParts(given)
  return parts === undefined ? undefined : applicationName(parts, own)
}

/** The same of --app. Throws USAGE. */
export function givenApplicationName(given: string, own: string): string {
  const name = knownApplicationName(given, own)
  if (name !== undefined) return name
  throw new CopilotError({
    code: 'USAGE',
    category: 'validation',
    message: `\`${given.slice(0, 100)}\` is no name of an Application.`,
    remedy: 'Give --app NAME, or --app NAMESPACE/NAME outside of the namespace of Argo CD; kubectl get applications -A shows them.',
  })
}
