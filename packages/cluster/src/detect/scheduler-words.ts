/** One reason why nodes do not take a pod, as the scheduler counts them. */
export interface Refusal {
  /** How many nodes say so; 0: it lies in the pod itself. */
  readonly nodes: number
  readonly why: Why
  /** The resource, the taint, the claim that the reason names. */
  readonly what: string
}

type Why =
  | 'insufficient'
  | 'taint'
  | 'selector'
  | 'pod-affinity'
  | 'pod-anti-affinity'
  | 'spread'
  | 'cordoned'
  | 'host-port'
  | 'claim-missing'
  | 'claim-unbound'
  | 'no-volume'
  | 'volume-elsewhere'
  | 'volume-count'
  | 'too-many-pods'
  | 'other'

const REASONS: readonly (readonly [Why, RegExp])[] = [
  ['insufficient', /^Insufficient (\S+)$/],
  ['taint', /taint(?:s|\(s\))?(?: \{?([^}]*)\}?)?(?:, that the pod didn't tolerate)?$/],
  ['selector', /didn't match Pod's node affinity|didn't match node selector|didn't satisfy plugin\(s\) \[NodeAffinity\]/],
  ['pod-anti-affinity', /anti-affinity/],
  ['pod-affinity', /didn't match pod affinity/],
  ['spread', /topology spread constraints(?: \((missing required label)\))?/],
  ['cordoned', /were unschedulable/],
  ['host-port', /didn't have free ports/],
  ['no-volume', /didn't find available persistent volumes to bind/],
  ['volume-elsewhere', /volume node affinity conflict|didn't match PersistentVolume's node affinity|no available volume zone/],
  ['volume-count', /exceed max volume count/],
  ['too-many-pods', /^Too many pods/],
]

/** Reads `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {a: b}. preemption: …`. */
export function readRefusals(message: string): readonly Refusal[] {
  const reasons = /nodes are available: (.*)$/s.exec(message)?.[1] ?? message
  const claim = /persistentvolumeclaim "([^"]+)" (not found|is being deleted|bound to non-existent persistentvolume)/.exec(reasons)
  if (claim !== null) return [{ nodes: 0, why: 'claim-missing', what: claim[1] ?? '' }]
  if (/unbound immediate PersistentVolumeClaims/.test(reasons)) return [{ nodes: 0, why: 'claim-unbound', what: '' }]
  const own = reasons.split(/\. (?=no new claims|preemption:|not found)|\.$/)[0] ?? ''
  return own.split(/, (?=\d+ )/).map(readOne)
}

function readOne(text: string): Refusal {
  const [, count = '0', words = text] = /^(\d+) (?:node\(s\) (?:had |were )?)?(.*)$/s.exec(text.trim()) ?? []
  const said = text.includes('were unschedulable') ? 'were unschedulable' : words
  for (const [why, pattern] of REASONS) {
    const match = pattern.exec(said)
    if (match !== null) return { nodes: Number(count), why, what: match[1] ?? '' }
  }
  return { nodes: Number(count), why: 'other', what: said }
}
