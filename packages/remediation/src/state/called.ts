import type { AgentState } from '@aks-copilot/contracts'
import type { ApplicationStatus } from '../ports.ts'

type Names = AgentState['application']

/** The Application of a run as the deployer knows it: `shop`, or `team-a/shop` outside of Argo CD's own namespace. */
export function calledOf({ name, called }: Pick<Names, 'name' | 'called'>): string {
  return called ?? name
}

/** The same with the instance before it, as states are kept apart: `prod__shop`. No name and no instance holds `_`. */
export function withInstance(called: string, instance: string | undefined): string {
  return instance === undefined ? called : `${instance}__${called}`
}

/** The Application for people, who may read of several clusters in one place: `shop`, or `shop (prod)`. */
export function titleOf({ name, instance }: Pick<Names, 'name' | 'instance'>): string {
  return instance === undefined ? name : `${name} (${instance})`
}

/** What a run keeps of its Application, and how it was asked for. */
export function applicationNames(
  { namespace, name, uid }: Pick<ApplicationStatus, 'namespace' | 'name' | 'uid'>,
  { called, instance }: { readonly called: string; readonly instance?: string | undefined },
): Names {
  return {
    namespace,
    name,
    ...(called === name ? {} : { called }),
    ...(uid === undefined ? {} : { uid }),
    ...(instance === undefined ? {} : { instance }),
  }
}
