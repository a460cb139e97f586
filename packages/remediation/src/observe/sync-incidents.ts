import type { Incident, LiveReference } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '../ports.ts'
import { nameInNamespace } from '../texts/name-in-namespace.ts'
import { readRefusal } from './read-refusal.ts'

/** What a sync says of one object, beside what detectors find: the API server did not take it, or keeps something else. */
const REFUSED = 'sync-refused'
const NOT_KEPT = 'sync-not-kept'

const LONGEST_TITLE = 200

/** Whether an incident is about what Git says, and not about what runs: its repair is a manifest that the API server takes. */
export function isOfSync({ cause: { detector } }: Incident): boolean {
  return detector === REFUSED || detector === NOT_KEPT
}

/** Whether the API server refused the object, rather than taking it and keeping something else. */
export function isRefused({ cause: { detector } }: Incident): boolean {
  return detector === REFUSED
}

/** The objects of the last sync that the API server did not take; none where the sync was of another revision than what is compared now. */
export function refusedObjects({ operation, revision }: ApplicationStatus): Incident[] {
  if (operation === undefined || isOutdated(operation, revision)) return []
  return (operation.refused ?? []).map(({ object, message }) => {
    const { text } = readRefusal(message)
    const where = nameInNamespace(object)
    return incidentOf(REFUSED, object, { title: `${where} was not taken by the API server: ${text}`, text })
  })
}

/**
 * Objects that were synced and still differ from Git: the API server drops a field that it does not know, or something sets another value.
 * None unless the last sync was of the revision that is compared now, and succeeded.
 */
export function unkeptObjects({ operation, revision, sync, resources }: ApplicationStatus): Incident[] {
  if (sync !== 'OutOfSync' || operation?.phase !== 'Succeeded' || operation.revision !== revision) return []
  return resources.flatMap(({ object, differs }) => {
    if (differs !== true) return []
    const text = `${nameInNamespace(object)} differs from Git right after a sync that succeeded`
    return [incidentOf(NOT_KEPT, object, { title: text, text })]
  })
}

/** Whether an operation is of another revision than what is compared now: what it says will be out of date soon. */
export function isOutdated({ revision }: NonNullable<ApplicationStatus['operation']>, compared: string | undefined): boolean {
  return revision !== undefined && compared !== undefined && revision !== compared
}

function incidentOf(detector: string, object: LiveReference, { title, text }: { readonly title: string; readonly text: string }): Incident {
  return {
    fingerprint: `${detector} ${object.kind}/${object.namespace ?? ''}/${object.name}`,
    severity: 'error',
    title: title.length <= LONGEST_TITLE ? title : `${title.slice(0, LONGEST_TITLE)}…`,
    state: 'open',
    cause: { detector, object, message: text },
    symptoms: [],
    suspectChanges: [],
    evidence: [{ id: 'E1', kind: 'object', object, text }],
    affected: [],
    nextSteps: [],
  }
}
