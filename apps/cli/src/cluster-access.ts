import type { Configuration } from './configuration.ts'

/** How kubectl is told which cluster; without --context and --kubeconfig it decides by itself, as it does for its user. */
export function clusterFlags(configuration: Configuration): string[] {
  const [context, kubeconfig] = [configuration.text('cluster.context'), configuration.path('cluster.kubeconfig')]
  return [...(context === undefined ? [] : [`--context=${context}`]), ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`])]
}
