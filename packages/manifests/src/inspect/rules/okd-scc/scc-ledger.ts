import type { LedgerEntry } from '@aks-copilot/contracts'
import { type Field, fromPointer, type KubernetesObject } from '@aks-copilot/kubernetes'
import { type Fate, ledgerOf } from '../../ledger.ts'

const IN_BASELINE: Fate = ['mapped', 'Pod Security baseline forbids it']
const IN_POD: Fate = ['lost', 'pods that leave it open no longer get it: write it into the securityContext of the pod']
const IN_RESTRICTED: Fate = ['lost', 'only Pod Security restricted demands it: write it into the securityContext of the containers']

/** What becomes of the fields of SecurityContextConstraints once the namespace has Pod Security baseline. */
const FATES: Readonly<Record<string, Fate>> = {
  '/allowPrivilegedContainer': IN_BASELINE,
  '/allowHostDirVolumePlugin': IN_BASELINE,
  '/allowHostIPC': IN_BASELINE,
  '/allowHostNetwork': IN_BASELINE,
  '/allowHostPID': IN_BASELINE,
  '/allowHostPorts': IN_BASELINE,
  '/allowedCapabilities': IN_BASELINE,
  '/seccompProfiles': ['mapped', 'Pod Security baseline forbids Unconfined; set RuntimeDefault in the pod'],
  '/allowPrivilegeEscalation': IN_RESTRICTED,
  '/defaultAllowPrivilegeEscalation': IN_RESTRICTED,
  '/requiredDropCapabilities': IN_RESTRICTED,
  '/defaultAddCapabilities': IN_POD,
  '/readOnlyRootFilesystem': ['lost', 'Pod Security does not demand it: write it into the securityContext of the containers'],
  '/runAsUser': IN_POD,
  '/fsGroup': IN_POD,
  '/supplementalGroups': IN_POD,
  '/seLinuxContext': ['dropped', 'the nodes of AKS do not enforce SELinux'],
  '/volumes': ['dropped', 'Pod Security baseline forbids hostPath; the other types do no harm'],
  '/priority': ['dropped', 'Pod Security has one level for the whole namespace'],
  '/users': ['mapped', 'Pod Security counts for the whole namespace, for every account in it'],
  '/groups': ['mapped', 'Pod Security counts for the whole namespace, for every account in it'],
  '/rules': ['dropped', 'AKS has no constraints to use'],
  '/roleRef': ['dropped', 'AKS has no constraints to use'],
  '/subjects': ['mapped', 'Pod Security counts for the whole namespace, for every account in it'],
}

/** The loss ledger of constraints, or of a role or binding about them. What limits nobody is no loss. */
export function sccLedger(object: KubernetesObject): LedgerEntry[] {
  return ledgerOf(object, FATES, ['dropped', 'it limits nothing that AKS would allow']).map((entry) =>
    entry.outcome === 'lost' && limitsNothing(object.at(...fromPointer(entry.path)))
      ? { path: entry.path, outcome: 'dropped', reason: 'it limits nobody' }
      : entry,
  )
}

function limitsNothing(field: Field): boolean {
  if (Array.isArray(field.value)) return field.items().length === 0
  if (field.key === 'readOnlyRootFilesystem') return !field.is(true)
  return field.is(true) || field.at('type').is('RunAsAny')
}
