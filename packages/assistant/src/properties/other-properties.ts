import { type ClusterState, type LiveObject, timeOf } from '@aks-copilot/cluster'
import type { Field } from '@aks-copilot/kubernetes'
import { healthOf } from '../evidence/object-health.ts'
import { listed } from '../answer/wording.ts'
import { fact, type Fact, ofKinds, type Property } from './property.ts'

/** What can be asked of what stands around programs: what leads to them, stores for them, scales and limits them. */
export const OTHER_PROPERTIES: readonly Property[] = [
  {
    asked: /\bports?\b|\blisten(?:s|ing)?\b|\bpuertos?\b|\bportas?\b/,
    read: ofKinds(['Service'], servicePorts),
  },
  {
    asked: /\b(?:ports?|hosts?|domains?|urls?|backends?|paths?|rout\w+|point\w*|goes?|go|send\w*|serve[sd]?|lead\w*|traffic|class)\b/,
    home: ['Ingress'],
    read: ofKinds(['Ingress'], ingressFacts),
  },
  {
    asked: /\b(?:ips?|address(?:es)?|type|headless|cluster ?ip|load ?balancer|external(?:ly)?|public|adresse|direccion)\b/,
    read: addressesOf,
  },
  {
    asked: /\bselect(?:s|or|ors|ed)?\b|\bbehind\b|\bpoint(?:s|ing)? (?:to|at)\b|\bcolou?r\b|\blive\b/,
    home: ['Service'],
    read: ofKinds(['Service'], (object, state) => [
      ...text(object, object.spec.at('externalName'), (name) => `is another name for ${name}`),
      ...selection(object, state),
    ]),
  },
  {
    asked: /\b(?:rights?|permissions?|rules?|verbs?|allow\w*|grants?|gives?|may|can)\b/,
    read: ofKinds(['Role', 'ClusterRole'], rulesOf),
  },
  {
    asked:
      /\b(?:hosts?|domains?|gateways?|backends?|rout\w+|point\w*|goes?|go|send\w*|serve[sd]?|lead\w*|services?|over|through|ips?|address(?:es)?|listen\w*|ports?|want\w*)\b/,
    read: gatewayFacts,
  },
  {
    asked:
      /\bschedul\w*\b|\bhow often\b|\bwhen (?:does|will|should|did|is|was)\b|\b(?:last|next) (?:run|ran|time|success\w*|succeed\w*)\b|\bcron\b|\bsuspend\w*\b|\bwie oft\b|\bwann\b|\bcuando\b|\bquand\b/,
    home: ['CronJob'],
    read: ofKinds(['CronJob'], cronFacts),
  },
  {
    asked:
      /\btr(?:y|ies|ied)\b|\battempts?\b|\bretr(?:y|ies|ied)\b|\b(?:succeed|success|complet|finish|fertig)\w*\b|\bhow long\b|\bwhen\b|\bdone\b/,
    read: ofKinds(['Job'], jobFacts),
  },
  {
    asked: /\b(?:min(?:imum)?|max(?:imum)?|replicas?|target|metrics?|scal\w+|bounds?|range)\b/,
    home: ['HorizontalPodAutoscaler'],
    read: ofKinds(['HorizontalPodAutoscaler'], scalerFacts),
  },
  {
    asked:
      /\b(?:storage ?)?class(?:es)?\b|\bsize\b|\bbig\b|\bcapacity\b|\bgb\b|\baccess ?modes?\b|\bvolumes?\b|\bgross\b|\bprovisioner\b|\breclaim\b/,
    read: ofKinds(['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass'], storageFacts),
  },
  {
    asked: /\bkeys?\b|\bentries\b|\bcontains?\b|\b(?:what(?:'s| is)|was ist) in\b|\binside\b|\bvalues?\b|\bschlussel\b/,
    read: ofKinds(['ConfigMap', 'Secret'], keysOf),
  },
  {
    asked: /\bexpir\w*\b|\bissuer\b|\bissued\b|\bdns ?names?\b|\bdomains?\b|\bvalid\b|\blauft\b.{0,20}\bab\b|\bcaduca\b/,
    home: ['Certificate'],
    read: ofKinds(['Certificate'], certificateFacts),
  },
  {
    asked:
      /\bmin(?:imum)?\b|\bmax(?:imum)?\b|\ballow\w*\b|\bavailable\b|\bevict\w*\b|\bdrain\w*\b|\b(?:may|can|could|be) (?:go |be )?(?:down|lost|missing|away)\b|\bdisrupt\w*\b/,
    read: ofKinds(['PodDisruptionBudget'], budgetFacts),
  },
  { asked: /\bdrain\w*\b|\bevict\w*\b|\breboot\w*\b|\bmaintenance\b|\bupgrade\b/, read: ofKinds(['Node'], drainFacts) },
  {
    asked:
      /\b(?:versions?|kubelet|os|arch(?:itecture)?|kernel|runtime|taints?|taint(?:ed)?|cordon\w*|schedulable|cores|capacity|allocatable|big|biggest|largest|smallest|size|zone|pool)\b/,
    read: ofKinds(['Node'], nodeFacts),
  },
  {
    asked:
      /\bhow old\b|\bage\b|\b(?:older|younger|oldest|newer)\b|\bwhen\b.{0,30}\bcreated\b|\bsince when\b|\brunning since\b|\buptime\b|\bhow long\b.{0,30}\b(?:running|up|exist\w*|been)\b|\bseit wann\b|\bdepuis quand\b|\bdesde cuando\b/,
    read: (object) => timed(object, object.at('metadata', 'creationTimestamp'), 'created'),
  },
  {
    asked:
      /\bwho owns\b|\bowners?\b|\bteams?\b|\bbelongs?\b|\bresponsible\b|\bmanaged by\b|\blabels?\b|\bwem gehort\b|\bwho (?:maintains|looks after)\b/,
    read: labelsOf,
  },
  { asked: /\brevisions?\b|\breleases?\b|\bversions?\b|\bhelm\b|\bcharts?\b/, read: releaseFacts },
  { asked: /\bsync\w*\b|\brevisions?\b|\bcommits?\b|\bargo\w*\b|\bhealth\b|\brepo\w*\b/, read: ofKinds(['Application'], deliveryFacts) },
]

function text(object: LiveObject, field: Field, say: (value: string) => string): readonly Fact[] {
  return field.scalar === undefined ? [] : [fact(object, say(field.scalar), field)]
}

function timed(object: LiveObject, field: Field, word: string): readonly Fact[] {
  const time = timeOf(field)
  return time === undefined ? [] : [fact(object, `${word} at ${new Date(time).toISOString().slice(0, 19)}Z`, field)]
}

function servicePorts(object: LiveObject): readonly Fact[] {
  return object.spec
    .at('ports')
    .items()
    .map((port) =>
      fact(
        object,
        `port ${port.at('port').scalar ?? ''} leads to ${port.at('targetPort').scalar ?? port.at('port').scalar ?? ''} of the pods`,
        port,
      ),
    )
}

function selection(object: LiveObject, state: ClusterState): readonly Fact[] {
  const selector = object.spec.at('selector')
  if (!selector.exists) return object.spec.at('externalName').exists ? [] : [fact(object, 'selects no pods: it has no selector')]
  const pods = state.podsMatching(selector.strings(), object.namespace).map(({ name }) => name)
  return [fact(object, `selects ${selectorText(selector)}: ${listed(pods, 5) || 'no pods'}`, selector)]
}

function rulesOf(object: LiveObject): readonly Fact[] {
  return object
    .at('rules')
    .items()
    .map((rule) => {
      const [verbs, resources] = ['verbs', 'resources'].map((key) =>
        rule
          .at(key)
          .items()
          .map((item) => item.text ?? ''),
      )
      return fact(object, `allows ${listed(verbs ?? [], 10)} of ${listed(resources ?? [], 10)}`, rule)
    })
}

function gatewayFacts(object: LiveObject, state: ClusterState): readonly Fact[] {
  const { spec, status } = object
  if (object.kind === 'Gateway')
    return [
      ...text(object, spec.at('gatewayClassName'), (name) => `class ${name}`),
      ...status
        .at('addresses')
        .items()
        .flatMap((one) => text(object, one.at('value'), (address) => `address ${address}`)),
      ...spec
        .at('listeners')
        .items()
        .map((one) => fact(object, `listens on ${one.at('port').scalar ?? ''} (${one.at('protocol').text ?? ''})`, one)),
    ]
  if (object.kind !== 'HTTPRoute') return []
  const backends = spec
    .at('rules')
    .items()
    .flatMap((rule) => rule.at('backendRefs').items())
  return [
    ...spec
      .at('parentRefs')
      .items()
      .flatMap((one) => text(object, one.at('name'), (name) => `hangs on Gateway ${name}`)),
    ...spec
      .at('hostnames')
      .items()
      .flatMap((one) => text(object, one, (host) => `serves ${host}`)),
    ...backends.map((one) => {
      const name = one.at('name').text ?? ''
      const gone = state.find('Service', one.at('namespace').text ?? object.namespace, name) === undefined ? ', which does not exist' : ''
      return fact(object, `sends to Service ${name}, port ${one.at('port').scalar ?? 'unknown'}${gone}`, one)
    }),
  ]
}

function selectorText(field: Field): string {
  const pairs = Object.entries(field.strings()).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? 'nothing' : pairs.join(',')
}

function ingressFacts(object: LiveObject, state: ClusterState): readonly Fact[] {
  const rules = object.spec.at('rules').items()
  return [
    ...rules.flatMap((rule) =>
      rule
        .at('http', 'paths')
        .items()
        .map((path) => {
          const service = path.at('backend', 'service')
          const target = state.find('Service', object.namespace, service.at('name').text ?? '')
          const ports = (target?.spec.at('ports').items() ?? []).map((port) => port.at('port').scalar ?? '')
          const has = target === undefined ? ', which does not exist' : `, which has port ${listed(ports)}`
          return fact(
            object,
            `${rule.at('host').text ?? 'any host'}${path.at('path').text ?? '/'} goes to Service ${service.at('name').text ?? ''} port ${service.at('port', 'number').scalar ?? service.at('port', 'name').text ?? ''}${has}`,
            path,
          )
        }),
    ),
    ...text(object, object.spec.at('ingressClassName'), (name) => `class ${name}`),
  ]
}

function addressesOf(object: LiveObject): readonly Fact[] {
  if (object.kind === 'Service')
    return [
      ...text(object, object.spec.at('type'), (type) => `type ${type}`),
      ...text(object, object.spec.at('clusterIP'), (ip) =>
        ip === 'None' ? 'has no cluster IP: it is headless, its name leads to the pods directly' : `cluster IP ${ip}`,
      ),
      ...outsideOf(object),
    ]
  if (object.kind === 'Ingress') return outsideOf(object)
  if (object.kind === 'Pod') return text(object, object.status.at('podIP'), (ip) => `IP ${ip}`)
  if (object.kind !== 'Node') return []
  return object.status
    .at('addresses')
    .items()
    .flatMap((one) => text(object, one.at('address'), (address) => `${one.at('type').text ?? 'address'} ${address}`))
}

function outsideOf(object: LiveObject): readonly Fact[] {
  const found = object.status
    .at('loadBalancer', 'ingress')
    .items()
    .flatMap((one) => [
      ...text(object, one.at('ip'), (ip) => `address ${ip}`),
      ...text(object, one.at('hostname'), (name) => `address ${name}`),
    ])
  return found.length > 0 || (object.kind === 'Service' && !object.spec.at('type').is('LoadBalancer'))
    ? found
    : [fact(object, 'has no address from outside', object.status)]
}

function cronFacts(object: LiveObject): readonly Fact[] {
  return [
    ...text(
      object,
      object.spec.at('schedule'),
      (schedule) => `schedule ${schedule}${object.spec.at('suspend').is(true) ? ', suspended' : ''}`,
    ),
    ...timed(object, object.status.at('lastScheduleTime'), 'last started'),
    ...timed(object, object.status.at('lastSuccessfulTime'), 'last succeeded'),
    ...(object.status.at('lastSuccessfulTime').exists ? [] : [fact(object, 'no run has succeeded so far', object.status)]),
  ]
}

function jobFacts(object: LiveObject, state: ClusterState): readonly Fact[] {
  const [failed, done] = ['failed', 'succeeded'].map((key) => object.status.at(key).number ?? 0)
  return [
    fact(object, `${healthOf(object, state).text}; pods that failed: ${failed ?? 0}, that succeeded: ${done ?? 0}`, object.status),
    ...timed(object, object.status.at('startTime'), 'started'),
    ...timed(object, object.status.at('completionTime'), 'completed'),
  ]
}

function scalerFacts(object: LiveObject): readonly Fact[] {
  const target = object.spec.at('scaleTargetRef')
  return [
    fact(
      object,
      `between ${object.spec.at('minReplicas').number ?? 1} and ${object.spec.at('maxReplicas').scalar ?? ''} replicas`,
      object.spec.at('maxReplicas'),
    ),
    ...text(object, target.at('name'), (name) => `scales ${target.at('kind').text ?? ''} ${name}`),
    ...text(object, object.status.at('currentReplicas'), (number) => `now ${number} replicas`),
  ]
}

function storageFacts(object: LiveObject): readonly Fact[] {
  const { spec, status } = object
  return [
    ...text(object, object.at('provisioner'), (name) => `provisioner ${name}`),
    ...text(object, spec.at('storageClassName'), (name) => `storage class ${name}`),
    ...text(object, spec.at('resources', 'requests', 'storage'), (size) => `asks for ${size}`),
    ...text(object, status.at('capacity', 'storage'), (size) => `has ${size}`),
    ...text(object, spec.at('capacity', 'storage'), (size) => `has ${size}`),
    ...spec
      .at('accessModes')
      .items()
      .flatMap((mode) => text(object, mode, (name) => `access mode ${name}`)),
    ...text(object, spec.at('volumeName'), (name) => `volume ${name}`),
    ...text(object, status.at('phase'), (phase) => phase),
  ]
}

/** Which keys there are; what stands under them is never told. */
function keysOf(object: LiveObject): readonly Fact[] {
  const keys = ['data', 'binaryData', 'stringData'].flatMap((part) =>
    object
      .at(part)
      .entries()
      .map(({ key }) => String(key)),
  )
  return keys.length === 0 ? [] : [fact(object, `has the keys ${listed(keys, 20)}; values are not kept`, object.at('data'))]
}

function certificateFacts(object: LiveObject): readonly Fact[] {
  const expiry = timed(object, object.status.at('notAfter'), 'expires')
  return [
    ...(expiry.length > 0
      ? expiry
      : [
          fact(
            object,
            `its expiry is not known (${object.condition('Ready').at('status').is('True') ? 'ready' : 'not ready'})`,
            object.status,
          ),
        ]),
    ...text(object, object.spec.at('issuerRef', 'name'), (name) => `issuer ${name}`),
    ...object.spec
      .at('dnsNames')
      .items()
      .flatMap((name) => text(object, name, (host) => `for ${host}`)),
  ]
}

function budgetFacts(object: LiveObject): readonly Fact[] {
  return [
    ...text(object, object.spec.at('minAvailable'), (number) => `at least ${number} available`),
    ...text(object, object.spec.at('maxUnavailable'), (number) => `at most ${number} unavailable`),
    ...text(object, object.status.at('disruptionsAllowed'), (number) => `disruptions allowed now: ${number}`),
  ]
}

/** What stands in the way of taking the pods off a node. */
function drainFacts(node: LiveObject, state: ClusterState): readonly Fact[] {
  const pods = state.list('Pod').filter((pod) => pod.spec.at('nodeName').is(node.name))
  const held = state
    .list('PodDisruptionBudget')
    .filter((budget) => budget.status.at('disruptionsAllowed').number === 0)
    .filter((budget) => {
      const wanted = Object.entries(budget.spec.at('selector', 'matchLabels').strings())
      return pods.some((pod) => pod.namespace === budget.namespace && wanted.every(([key, value]) => pod.labels.at(key).is(value)))
    })
  const left = state.list('Node').filter((other) => other.name !== node.name && healthOf(other, state).text === 'Ready').length
  return [
    ...held.map((budget) =>
      fact(budget, `PodDisruptionBudget ${budget.name} allows no eviction now`, budget.status.at('disruptionsAllowed')),
    ),
    fact(node, `${pods.length} pods are on it`),
    fact(node, left === 0 ? 'no other node is ready to take them' : `other nodes that are ready: ${left}`),
  ]
}

function nodeFacts(object: LiveObject): readonly Fact[] {
  const info = object.status.at('nodeInfo')
  return [
    ...text(object, info.at('kubeletVersion'), (version) => `kubelet ${version}`),
    ...text(object, info.at('osImage'), (name) => `runs ${name}`),
    ...text(object, info.at('architecture'), (name) => `architecture ${name}`),
    ...text(object, object.status.at('allocatable', 'cpu'), (amount) => `${amount} CPU allocatable`),
    ...text(object, object.status.at('allocatable', 'memory'), (amount) => `${amount} memory allocatable`),
    ...(object.spec.at('unschedulable').is(true) ? [fact(object, 'cordoned', object.spec.at('unschedulable'))] : []),
    ...object.spec
      .at('taints')
      .items()
      .map((taint) => fact(object, `taint ${taint.at('key').text ?? ''}:${taint.at('effect').text ?? ''}`, taint)),
  ]
}

const SILENT = /^(?:pod-template-hash|controller-revision-hash|batch\.kubernetes\.io\/|controller-uid|statefulset\.kubernetes\.io\/)/

function labelsOf(object: LiveObject): readonly Fact[] {
  const pairs = Object.entries(object.labels.strings()).filter(([key]) => !SILENT.test(key))
  return pairs.map(([key, value]) => fact(object, `label ${key}=${value}`, object.labels.at(key)))
}

/** A release of Helm is kept as Secrets whose labels say which revision stands how. */
function releaseFacts(object: LiveObject): readonly Fact[] {
  if (object.kind !== 'Secret' || !object.labels.at('owner').is('helm')) return []
  const label = (key: string): string => object.labels.at(key).text ?? 'unknown'
  return [fact(object, `release ${label('name')}, revision ${label('version')}: ${label('status')}`, object.labels)]
}

function deliveryFacts(object: LiveObject): readonly Fact[] {
  return [
    ...text(object, object.status.at('sync', 'status'), (word) => `sync ${word}`),
    ...text(object, object.status.at('health', 'status'), (word) => `health ${word}`),
    ...text(object, object.status.at('sync', 'revision'), (word) => `revision ${word}`),
  ]
}
