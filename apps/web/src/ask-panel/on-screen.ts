import type { IncidentDetail, LiveReference } from '@aks-copilot/contracts'
import { useLocation, useSearch } from 'wouter'
import { useScopedQuery } from '../api/queries.ts'
import { referenceText } from './answer-markdown.ts'

/** The object that the address of the page shows: of the explorer's `object=Kind/namespace/name`. */
export function objectInAddress(search: string): LiveReference | undefined {
  const [kind, namespace, ...rest] = (new URLSearchParams(search).get('object') ?? '').split('/')
  const name = rest.join('/')
  if (kind === undefined || kind === '' || name === '') return undefined
  return namespace === undefined || namespace === '' ? { kind, name } : { kind, namespace, name }
}

/** The fingerprint of the incident that the address shows. */
function incidentInAddress(path: string): string | undefined {
  const [, section, fingerprint] = path.split('/')
  return section === 'incidents' && fingerprint !== undefined && fingerprint !== '' ? decodeURIComponent(fingerprint) : undefined
}

/** What is on the screen, so that a question need not name it: the object, or the object that an incident's cause is in. */
export function useOnScreen(): LiveReference | undefined {
  const [path] = useLocation()
  const fingerprint = incidentInAddress(path)
  const { data } = useScopedQuery<IncidentDetail>({
    key: ['incident', fingerprint ?? ''],
    path: `/api/incidents/${encodeURIComponent(fingerprint ?? '')}`,
    enabled: fingerprint !== undefined,
  })
  return objectInAddress(useSearch()) ?? (fingerprint === undefined ? undefined : data?.incident.cause.object)
}

/** The question with the object that it is about, unless it names it: the assistant reads names, not screens. */
export function questionAbout(question: string, object: LiveReference | undefined): string {
  if (object === undefined || question.toLowerCase().includes(object.name.toLowerCase())) return question
  return `${question} (${referenceText(object)})`
}

/** Questions that fit an object on the screen. */
export function questionsAbout(object: LiveReference): string[] {
  const name = referenceText(object)
  return [`Why is ${name} failing?`, `What changed in ${name}?`, `Who uses ${name}?`]
}
