/** Words that say nothing about a subject. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after again all also am an and any anyone are as at be because been being but by can cannot could did do does doesn don done
  for from get gets getting give given go goes got had has have having he help her here his how i if in into is isn it its just keep keeps
  know let like make makes may me mean means might more most much must my need needs no nor not now of off on one only or other our out
  over own please put say says see shall she should show so some still such tell than that the their them then there these they thing
  this those though to too up us use used uses using very want was way we were what when where which while who whom whose why will with
  won would yes you your s t re ve ll m d`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** What people write for what the articles spell out; a phrase has a space. */
export const ABBREVIATIONS: Readonly<Record<string, readonly string[]>> = {
  acr: ['container registry'],
  agic: ['application gateway'],
  alb: ['application gateway for containers'],
  autoscaler: ['autoscaling'],
  bc: ['buildconfig'],
  cert: ['certificate'],
  certs: ['certificates'],
  cidr: ['address range'],
  cj: ['cronjob'],
  cm: ['configmap'],
  cni: ['network plugin'],
  cnp: ['ciliumnetworkpolicy'],
  crb: ['clusterrolebinding'],
  crd: ['customresourcedefinition'],
  crash: ['crashloopbackoff'],
  crashing: ['crashloopbackoff'],
  dc: ['deploymentconfig'],
  deploy: ['deployment'],
  ds: ['daemonset'],
  entra: ['azure ad'],
  envfrom: ['environment'],
  ep: ['endpoints', 'endpointslice'],
  expired: ['expiry', 'expires'],
  gw: ['gateway'],
  hpa: ['horizontalpodautoscaler'],
  ing: ['ingress'],
  is: ['imagestream'],
  k8s: ['kubernetes'],
  kv: ['key vault'],
  lb: ['load balancer', 'loadbalancer'],
  loadbalancer: ['load balancer'],
  nap: ['node auto provisioning'],
  netpol: ['networkpolicy', 'network policy'],
  networkpolicy: ['network policy'],
  ns: ['namespace'],
  nsg: ['network security group'],
  oom: ['oomkilled', 'out of memory'],
  oomkilled: ['out of memory'],
  pdb: ['poddisruptionbudget', 'disruption budget'],
  ports: ['port'],
  psa: ['pod security admission'],
  psp: ['pod security policy', 'podsecuritypolicy'],
  pss: ['pod security standards'],
  pv: ['persistentvolume', 'persistent volume'],
  pvc: ['persistentvolumeclaim', 'claim', 'persistent volume claim'],
  quota: ['resourcequota'],
  rbac: ['role binding', 'rolebinding'],
  reboot: ['restart'],
  rs: ['replicaset'],
  sa: ['serviceaccount', 'service account'],
  sc: ['storageclass', 'storage class'],
  scc: ['securitycontextconstraints'],
  sts: ['statefulset'],
  svc: ['service'],
  tls: ['certificate'],
  uami: ['managed identity'],
  vnet: ['virtual network'],
  vpa: ['verticalpodautoscaler', 'vertical pod autoscaler'],
  wsl: ['wsl2'],
}
