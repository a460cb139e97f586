import type { Incident } from '@aks-copilot/contracts'
import { ObjectName } from './object-name.tsx'

/** The title of an incident with the object that it is about in mono. */
export function IncidentTitle({ incident }: { readonly incident: Pick<Incident, 'title' | 'cause'> }) {
  const { title, cause } = incident
  const { kind, namespace, name } = cause.object
  const ending = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
  if (!title.endsWith(ending)) return <>{title}</>
  return (
    <>
      {title.slice(0, -ending.length)}
      <ObjectName object={cause.object} link={false} />
    </>
  )
}
