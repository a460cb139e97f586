import type { Incident, LiveReference } from '@aks-copilot/contracts'
import { fromPointer, KubernetesObject } from '@aks-copilot/kubernetes'
import { fileText, fixManifests, readBundle } from '@aks-copilot/manifests'
import { checkOptions } from '../gate/check-options.ts'
import { isNamed, readRefusal, type ReadRefusal, type RefusalKind } from '../observe/read-refusal.ts'
import { isOfSync, isRefused } from '../observe/sync-incidents.ts'
import { nameInNamespace } from '../texts/name-in-namespace.ts'
import { valueAt } from '../trace/wanted-change.ts'
import { type Difference, differencesBetween, type Json, manifestOf } from './differences.ts'
import type { Candidate, Proposal, ProposalContext, Proposer } from './proposer.ts'
import { looksSecret, takeBack } from './take-back.ts'

/** What no other line in Git mends, or only at a price that a person must agree to. */
const FOR_PEOPLE: Partial<Record<RefusalKind, string>> = {
  immutable:
    'this field cannot change while the object is there: either take the change back in Git, or delete the object and have it made anew, which stops what it runs',
  'unknown-kind': 'the cluster does not know this kind: install its CustomResourceDefinition, or take the object out of Git',
  'no-namespace': 'its namespace is not there: make it, or have Argo CD make it (syncOptions: CreateNamespace=true)',
  quota: 'a quota of the namespace does not leave room for it; quotas are for people to change',
}

/** Rules of `check` whose fixes are proven by the schema of Kubernetes. */
const SCHEMA_RULES: readonly string[] = ['schema-unknown-field', 'schema-wrong-type', 'schema-bad-value']

/**
 * A manifest that the API server did not take, or of which it dropped something: the slip of the pen that the schema of Kubernetes proves,
 * then what Git said when all was well, the named field before the whole object. The API server's dry-run of the whole manifest judges it.
 */
export const fromSync: Proposer = {
  name: 'sync',
  async propose(incident, context): Promise<readonly Proposal[]> {
    if (!isOfSync(incident)) return []
    const refusal = readRefusal(incident.cause.message)
    const forPeople = FOR_PEOPLE[refusal.kind]
    if (forPeople !== undefined) return [{ refused: forPeople }]
    const { object } = incident.cause
    const manifest = manifestOf(object, context.manifests, context.application.destination.namespace)
    if (manifest === undefined) return [{ refused: `${nameInNamespace(object)} is not rendered from Git` }]
    const slips = await schemaFields(manifest)
    const named = isRefused(incident) ? refusal : { ...refusal, fields: slips }
    if (!isRefused(incident) && slips.length === 0)
      return [
        {
          refused: `the cluster keeps something else of ${nameInNamespace(object)} than Git says, and nothing says which of them is right`,
        },
      ]
    const subject = { incident, object, manifest }
    return [...(await mended(subject)), ...takenBack(subject, named, context)]
  },
}

interface Subject {
  readonly incident: Incident
  readonly object: LiveReference
  readonly manifest: Json
}

/** The fields of which the schema knows that they are wrong. */
async function schemaFields(manifest: Json): Promise<string[][]> {
  const { schemas } = await checkOptions()
  const problems = schemas.validate(new KubernetesObject(manifest).value)
  return problems.map(({ pointer }) => fromPointer(pointer).filter((step) => !/^\d+$/.test(step)))
}

/** What the rules of the schema make of it; nothing where they would have to ask. */
async function mended({ incident, object, manifest }: Subject): Promise<Candidate[]> {
  const bundle = readBundle([{ path: 'object.json', text: JSON.stringify(manifest), origin: 'file' }])
  const result = fixManifests(bundle, { ...(await checkOptions()), written: false, fixOnly: SCHEMA_RULES })
  const [file] = result.bundle.files
  if (result.files.length === 0 || file === undefined) return []
  const fixed = JSON.parse(fileText(file)) as Json
  const why = 'the schema of Kubernetes allows only this at that place'
  return candidateOf(differences(manifest, fixed), { incident, object, manifest }, 'detector', why)
}

/** What Git said when all was well. */
function takenBack({ incident, object, manifest }: Subject, { fields, kind }: ReadRefusal, context: ProposalContext): Proposal[] {
  const { healthyManifests = [], healthyRevision, application } = context
  const healthy = manifestOf(object, healthyManifests, application.destination.namespace)
  if (healthy === undefined || healthyRevision === undefined)
    return [{ refused: `${nameInNamespace(object)} was not in Git when the application was healthy, so there is nothing to go back to` }]
  const all = differences(manifest, healthy)
  const plain = all.filter((field) => !looksSecret(field, manifest))
  const named = plain.filter(({ path }) => isNamed(path, fields))
  const why = `revision ${healthyRevision.slice(0, 7)} had it when the application was healthy`
  const secret = all.length > plain.length ? [{ refused: 'another value of it differs that looks secret; that is for a person' }] : []
  // What the cluster merely does not keep is not to take anything else back.
  const parts = kind === 'other' && fields.length > 0 ? [named] : [named, plain]
  return [...parts.flatMap((part) => candidateOf(part, { incident, object, manifest }, 'history', why)), ...secret]
}

function candidateOf(
  fields: readonly Difference[],
  { incident, object, manifest }: Subject,
  source: Candidate['source'],
  why: string,
): Candidate[] {
  const operations = takeBack(fields, manifest, object)
  if (operations.length === 0) return []
  return [{ incident: incident.fingerprint, source, why, changes: [{ object, operations, of: 'manifest' }] }]
}

function differences(manifest: Json, wanted: Json): Difference[] {
  return differencesBetween(manifest, wanted, []).map((field) => ({ ...field, live: valueAt(manifest, field.path) }))
}
