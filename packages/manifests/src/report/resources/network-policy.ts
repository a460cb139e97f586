import type { Section, Survey } from './survey.ts'

const UPDATE = 'az aks update --resource-group $RESOURCE_GROUP --name $CLUSTER'

/** NetworkPolicies do nothing without an engine. */
export function networkPolicy(survey: Survey): Section {
  const policies = survey.of('NetworkPolicy', 'networking.k8s.io')
  const engine = survey.target.networkPolicy
  if (policies.length === 0) return { title: 'Network policy', needs: [] }
  const because = policies.map((policy) => survey.place(policy))
  const missing = engine === 'none' || engine === 'unknown'
  const what = missing
    ? `A network policy engine: without one AKS takes NetworkPolicies and ${engine === 'none' ? 'ignores them, as this target does' : 'ignores them'}. Cilium is what AKS recommends; switching to it reimages every node at once, and does not go with Windows nodes`
    : `The network policy engine of the target, \`${engine}\`, enforces them`
  return { title: 'Network policy', needs: [{ what, because, ...(missing ? { make: [`${UPDATE} --network-dataplane cilium`] } : {}) }] }
}
