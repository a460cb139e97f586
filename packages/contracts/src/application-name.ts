import { z } from 'zod'

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const SUBDOMAIN = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?'

/** An Application of Argo CD, by names that Kubernetes takes: `shop`, or `team-a/shop` for one in another namespace than Argo CD's own. */
export const applicationNameSchema = z
  .string()
  .regex(new RegExp(`^(?:${LABEL}/)?${SUBDOMAIN}$`), 'must be a name of Kubernetes: NAME or NAMESPACE/NAME')

/** The parts of such a name; undefined of anything else. */
export function applicationParts(text: string): { readonly namespace: string | undefined; readonly name: string } | undefined {
  if (!applicationNameSchema.safeParse(text).success) return undefined
  const [first = '', second] = text.split('/')
  return second === undefined ? { namespace: undefined, name: first } : { namespace: first, name: second }
}
