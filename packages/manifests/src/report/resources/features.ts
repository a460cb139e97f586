import { podTemplate } from '@aks-copilot/kubernetes'
import { inlineCode } from '../markdown/escape.ts'
import { gather, type Need, type Section, type Survey } from './survey.ts'

const UPDATE = 'az aks update --resource-group $RESOURCE_GROUP --name $CLUSTER'

interface Feature {
  readonly what: string
  readonly make: readonly string[]
}

/** API groups that an add-on or extension of AKS, or something to install, serves. */
const GROUPS: Readonly<Record<string, Feature>> = {
  'keda.sh': { what: 'KEDA, as an add-on', make: [`${UPDATE} --enable-keda`] },
  'dapr.io': {
    what: 'Dapr, as a cluster extension',
    make: [
      'az k8s-extension create --cluster-type managedClusters --resource-group $RESOURCE_GROUP --cluster-name $CLUSTER --name dapr --extension-type Microsoft.Dapr',
    ],
  },
  'networking.istio.io': {
    what: 'Istio, as the service mesh add-on',
    make: ['az aks mesh enable --resource-group $RESOURCE_GROUP --name $CLUSTER'],
  },
  'security.istio.io': {
    what: 'Istio, as the service mesh add-on',
    make: ['az aks mesh enable --resource-group $RESOURCE_GROUP --name $CLUSTER'],
  },
  'autoscaling.k8s.io': { what: 'The vertical pod autoscaler', make: [`${UPDATE} --enable-vpa`] },
  'cert-manager.io': {
    what: 'cert-manager: install it with its Helm chart',
    make: [
      'helm install cert-manager cert-manager --repo https://charts.jetstack.io --namespace cert-manager --create-namespace --set crds.enabled=true',
    ],
  },
  'acme.cert-manager.io': {
    what: 'cert-manager: install it with its Helm chart',
    make: [
      'helm install cert-manager cert-manager --repo https://charts.jetstack.io --namespace cert-manager --create-namespace --set crds.enabled=true',
    ],
  },
  'monitoring.coreos.com': {
    what: 'The Prometheus operator. The managed Prometheus of Azure Monitor has kinds of its own (`azmonitoring.coreos.com`): convert, or install the operator',
    make: [`${UPDATE} --enable-azure-monitor-metrics`],
  },
}

const SERVED_BY_KUBERNETES = /^(|apps|batch|autoscaling|extensions|policy|[a-z.]+\.k8s\.io)$/
const OWN_SECTION = new Set(['gateway.networking.k8s.io', 'secrets-store.csi.x-k8s.io'])

/** Add-ons, extensions and operators that the kinds in the manifests need. */
export function features(survey: Survey): Section {
  const known = gather(
    survey.objects.filter(({ group }) => Object.hasOwn(GROUPS, group)),
    ({ group }) => GROUPS[group]?.what ?? '',
  )
  const needs = known.map(([what, own]): Need => ({
    what,
    because: own.map((object) => survey.place(object)),
    make: GROUPS[own[0]?.group ?? '']?.make ?? [],
  }))
  return { title: 'Features of the cluster', needs: [...ingress(survey), ...gateway(survey), ...needs, ...dapr(survey), ...others(survey)] }
}

function ingress(survey: Survey): Need[] {
  const routed = survey
    .of('Ingress', 'networking.k8s.io')
    .filter((object) => object.at('spec', 'ingressClassName').is('webapprouting.kubernetes.azure.com'))
  if (routed.length === 0) return []
  return [
    {
      what: 'The application routing add-on, which serves the class `webapprouting.kubernetes.azure.com` with managed NGINX. Microsoft supports that until November 2026 and recommends the Gateway API after it (`ingress.api: gateway` in a target profile)',
      because: routed.map((object) => survey.place(object, object.at('spec', 'ingressClassName'))),
      make: ['az aks approuting enable --resource-group $RESOURCE_GROUP --name $CLUSTER'],
    },
  ]
}

function gateway(survey: Survey): Need[] {
  const own = survey.objects.filter(({ group }) => group === 'gateway.networking.k8s.io')
  if (own.length === 0) return []
  const routing = own.some((object) => object.kind === 'Gateway' && object.at('spec', 'gatewayClassName').is('approuting-istio'))
    ? [`${UPDATE} --enable-app-routing-istio`]
    : []
  return [
    {
      what: 'The Gateway API and something that serves its classes',
      because: own.map((object) => survey.place(object)),
      make: [...routing, `${UPDATE} --enable-gateway-api`],
    },
  ]
}

/** Dapr is mostly asked for by an annotation of the pods. */
function dapr(survey: Survey): Need[] {
  if (survey.objects.some(({ group }) => group === 'dapr.io')) return []
  const users = survey.objects.flatMap((object) => {
    const at = podTemplate(object)?.at('metadata', 'annotations', 'dapr.io/enabled')
    return at?.text === 'true' ? [survey.place(object, at)] : []
  })
  return users.length === 0 ? [] : [{ what: GROUPS['dapr.io']?.what ?? '', because: users, make: GROUPS['dapr.io']?.make ?? [] }]
}

/** Kinds of other groups: their definition must be in the cluster first. */
function others(survey: Survey): Need[] {
  const defined = new Set(survey.of('CustomResourceDefinition', 'apiextensions.k8s.io').map((object) => object.at('spec', 'group').text))
  const foreign = survey.objects.filter(
    ({ group }) => !SERVED_BY_KUBERNETES.test(group) && !OWN_SECTION.has(group) && !Object.hasOwn(GROUPS, group) && !defined.has(group),
  )
  return gather(foreign, ({ group }) => group).map(([group, own]) => ({
    what: `Whatever serves the API group ${inlineCode(group)} (${[...new Set(own.map(({ kind }) => inlineCode(kind)))].join(', ')})`,
    because: own.map((object) => survey.place(object)),
  }))
}
