/** Words for kinds: English, the short names of kubectl, and the plain words of other languages, without accents. */
const KIND_WORDS: readonly (readonly [kind: string, words: string])[] = [
  ['Pod', 'pod pods po container containers conteneur conteneurs contenedor contenedores 容器 容器组'],
  [
    'Deployment',
    'deployment deployments deploy deploys bereitstellung bereitstellungen deploiement deploiements despliegue despliegues implantacao implantacoes 部署',
  ],
  ['StatefulSet', 'statefulset statefulsets sts 有状态集'],
  ['DaemonSet', 'daemonset daemonsets ds 守护进程集'],
  ['ReplicaSet', 'replicaset replicasets rs'],
  ['Job', 'job jobs 任务'],
  ['CronJob', 'cronjob cronjobs cj 定时任务'],
  ['Service', 'service services svc dienst dienste servicio servicios servico servicos 服务'],
  ['Ingress', 'ingress ingresses ing'],
  ['HTTPRoute', 'httproute httproutes'],
  ['Gateway', 'gateway gateways gtw'],
  ['ConfigMap', 'configmap configmaps cm 配置映射'],
  ['Secret', 'secret secrets geheimnis geheimnisse secreto secretos segredo segredos 密钥'],
  ['PersistentVolumeClaim', 'persistentvolumeclaim persistentvolumeclaims pvc pvcs claim claims'],
  ['PersistentVolume', 'persistentvolume persistentvolumes pv pvs'],
  ['StorageClass', 'storageclass storageclasses sc classes klassen'],
  ['Node', 'node nodes no-des knoten noeud noeuds nodo nodos machine machines 节点'],
  ['Namespace', 'namespace namespaces ns namensraum namensraume espacio-de-nombres 命名空间'],
  ['ServiceAccount', 'serviceaccount serviceaccounts sa'],
  ['HorizontalPodAutoscaler', 'horizontalpodautoscaler horizontalpodautoscalers hpa hpas autoscaler autoscalers'],
  ['PodDisruptionBudget', 'poddisruptionbudget poddisruptionbudgets pdb pdbs'],
  ['NetworkPolicy', 'networkpolicy networkpolicies netpol netpols policy policies firewall netzwerkrichtlinie netzwerkrichtlinien'],
  ['ResourceQuota', 'resourcequota resourcequotas quota quotas'],
  ['LimitRange', 'limitrange limitranges'],
  ['Role', 'role roles'],
  ['RoleBinding', 'rolebinding rolebindings'],
  ['ClusterRole', 'clusterrole clusterroles'],
  ['ClusterRoleBinding', 'clusterrolebinding clusterrolebindings'],
  ['Certificate', 'certificate certificates cert certs zertifikat zertifikate certificat certificats certificado certificados'],
  ['Application', 'argoapplication argoapplications argo argocd argo-cd'],
  ['IngressClass', 'ingressclass ingressclasses'],
  ['EndpointSlice', 'endpointslice endpointslices'],
]

const BY_WORD: ReadonlyMap<string, string> = new Map(KIND_WORDS.flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind])))

/** Kinds that are written in two words. */
export const TWO_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bingress class(?:es)?\b/g, 'ingressclass'],
  [/\bcluster roles?\b/g, 'clusterrole'],
  [/\brole bindings?\b/g, 'rolebinding'],
  [/\bendpoint slices?\b/g, 'endpointslice'],
  [/\bstateful sets?\b/g, 'statefulset'],
  [/\bdaemon sets?\b/g, 'daemonset'],
  [/\breplica sets?\b/g, 'replicaset'],
  [/\bcron ?jobs?\b/g, 'cronjob'],
  [/\bconfig maps?\b/g, 'configmap'],
  [/\b(?:persistent )?volume claims?\b/g, 'pvc'],
  [/\bpersistent volumes?\b/g, 'pv'],
  [/\bstorage class(?:es)?\b/g, 'storageclass'],
  [/\bservice accounts?\b/g, 'serviceaccount'],
  [/\bnetwork polic(?:y|ies)\b/g, 'networkpolicy'],
  [/\b(?:pod )?disruption budgets?\b/g, 'pdb'],
  [/\bresource quotas?\b/g, 'quota'],
  [/\blimit ranges?\b/g, 'limitrange'],
  [/\bhttp routes?\b/g, 'httproute'],
]

/** What people call a program, whichever kind runs it. */
export const WORKLOADS: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job']
const WORKLOAD_WORDS = new Set(
  'workload workloads app apps application applications anwendung anwendungen aplicacion aplicaciones aplicacao aplicacoes 应用'.split(' '),
)

/** The kinds that a word names; empty for any other word. */
export function kindsOfWord(plain: string): readonly string[] {
  if (WORKLOAD_WORDS.has(plain)) return WORKLOADS
  const kind = BY_WORD.get(plain) ?? BY_WORD.get(plain.replace(/(?:'s|s'|s)$/, ''))
  if (kind !== undefined) return [kind]
  if (!/\p{Script=Han}/u.test(plain)) return []
  return [...BY_WORD].filter(([word]) => /\p{Script=Han}/u.test(word) && plain.includes(word)).map(([, found]) => found)
}

/** `PersistentVolumeClaim` → `persistent volume claims`, for a list of that kind. */
export function pluralOf(kind: string): string {
  const known: Readonly<Record<string, string>> = {
    Ingress: 'Ingresses',
    NetworkPolicy: 'NetworkPolicies',
    StorageClass: 'StorageClasses',
    IngressClass: 'IngressClasses',
  }
  return known[kind] ?? `${kind}s`
}
