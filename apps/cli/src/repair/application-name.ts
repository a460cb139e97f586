/** The name by which an Application has its run, its lease and its state: without the namespace where that is Argo CD's own. */
export function applicationName(
  { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
  own: string,
): string {
  return namespace === undefined || namespace === '' || namespace === own ? name : `${namespace}/${name}`
}

/** The same of `NAME` or `NAMESPACE/NAME`, as people write it. */
export function givenApplicationName(given: string, own: string): string {
  const [namespace, name, ...rest] = given.split('/')
  return name === undefined || namespace === '' || rest.length > 0 ? given : applicationName({ namespace, name }, own)
}
