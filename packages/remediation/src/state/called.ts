import type { AgentState } from '@aks-copilot/contracts'

/** The Application of a run as the deployer and the store know it: `shop`, or `team-a/shop` outside of Argo CD's own namespace. */
export function calledOf({ name, called }: AgentState['application']): string {
  return called ?? name
}

/** What a run keeps of its Application, which was asked for by this name. */
export function applicationNames(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  called: string,
): AgentState['application'] {
  return { namespace, name, ...(called === name ? {} : { called }) }
}
