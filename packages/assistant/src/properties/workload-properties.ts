import { type LiveObject, maskSecrets } from '@aks-copilot/cluster'
import { containers, type Field, podSpec } from '@aks-copilot/kubernetes'
import { bounded } from '../evidence/quote.ts'
import { healthOf } from '../evidence/object-health.ts'
import { fact, type Fact, ofKinds, type Property } from './property.ts'

const LONGEST = 160
const REPLICATED = ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet']

/** What can be asked of programs: of what runs them, and of their pods. */
export const WORKLOAD_PROPERTIES: readonly Property[] = [
  {
    asked: /\b(?:images?|versions?|version(?:en|es)|tags?|imagen(?:es)?|versao|verzion)\b/,
    read: (object) => each(object, (name, container) => said(container.at('image'), (image) => `container ${name} runs ${image}`)),
  },
  {
    asked:
      /\breplicas?\b|\b(?:copies|instances|instanzen|replikas?)\b|\bhow many (?:of )?(?:the )?·|\bhow many\b.{0,20}\b(?:up|running|ready)\b|\bscaled? (?:to|up|down)\b/,
    home: ['Deployment', 'StatefulSet'],
    read: ofKinds(REPLICATED, (object, state) => [
      fact(object, `${String(object.spec.at('replicas').number ?? 1)} wanted; ${healthOf(object, state).text}`, object.spec.at('replicas')),
    ]),
  },
  {
    asked: /\bports?\b|\blisten(?:s|ing)?\b|\bpuertos?\b|\bportas?\b/,
    read: (object) =>
      each(object, (name, container) =>
        container
          .at('ports')
          .items()
          .flatMap((port) => said(port.at('containerPort'), (number) => `container ${name} listens on ${number}`)),
      ),
  },
  {
    asked: /\benv(?:s|ironment)?\b|\bvariables?\b|\bumgebungsvariablen?\b/,
    read: (object) => each(object, environmentOf),
  },
  {
    asked:
      /\b(?:which|what|as|wh?ich) (?:user|uid|group|gid)\b|\bruns? as\b|\brun(?:ning)? as root\b|\buid\b|\bas root\b|\bbenutzer\b|\butilisateur\b|\busuario\b/,
    isWide: true,
    read: userOf,
  },
  {
    asked: /\bcontainers?\b|\bside-?cars?\b|\bconteneurs?\b|\bcontenedores\b/,
    read: ofPods((object) => [
      ...each(
        object,
        (name, container) => [{ text: `container ${name} runs ${container.at('image').text ?? 'no image'}`, field: container }],
        'containers',
      ),
      ...each(object, initText, 'initContainers'),
    ]),
  },
  {
    asked: /\bmount(?:s|ed)?\b|\bstor(?:e|es|ed)\b|\bsaves?\b|\bpersist\w*|\bvolumes?\b|\bstorage\b|\bdisks?\b|\bmonte?\b/,
    read: (object, state) => {
      const own = mountsOf(object)
      // The claims of a StatefulSet stand in its pods only.
      const [pod] = object.kind === 'Node' ? [] : state.podsOf(object)
      return own.length > 0 || pod === undefined ? own : claimsOf(pod)
    },
  },
  {
    asked: /\bservice ?account\b|\bidentity\b|\bruns? under\b/,
    read: ofPods((object) => one(object, podSpec(object)?.at('serviceAccountName'), (name) => `service account ${name}`)),
  },
  {
    asked: /\bcommands?\b|\bentry ?points?\b|\barg(?:s|uments?)\b/,
    read: (object) =>
      each(object, (name, container) =>
        ['command', 'args'].flatMap((key) =>
          container.at(key).exists
            ? [
                {
                  text: `${key} of container ${name}: ${shown(
                    container
                      .at(key)
                      .items()
                      .map(({ text = '' }) => text)
                      .join(' '),
                  )}`,
                  field: container.at(key),
                },
              ]
            : [],
        ),
      ),
  },
  {
    asked: /\bprobes?\b|\bhealth ?checks?\b|\breadiness\b|\bliveness\b/,
    read: (object) => each(object, probesOf),
  },
  {
    asked:
      /\bhow (?:often|many times)\b.{0,40}\b(?:restart|crash|die)\w*|\brestarts?\b(?=.*\b(?:how many|count|number)\b)|\b(?:how many|number of|count of|anzahl) (?:the )?(?:restarts|neustarts)\b|\brestart ?count\b|\bexit ?codes?\b|\bwie oft\b.{0,40}\b(?:neu ?gestartet|restart\w*)/,
    read: (object, state) => (object.kind === 'Node' ? [] : state.podsOf(object).flatMap((pod) => restartsText(pod))),
  },
  {
    asked: /\bpull ?policy\b|\bpull ?secrets?\b/,
    read: ofPods((object) => [
      ...each(object, (name, container) =>
        said(container.at('imagePullPolicy'), (policy) => `pull policy of container ${name}: ${policy}`),
      ),
      ...(podSpec(object)?.at('imagePullSecrets').items() ?? []).flatMap((secret) =>
        one(object, secret.at('name'), (name) => `pull secret ${name}`),
      ),
    ]),
  },
  {
    asked: /\bnode ?selectors?\b|\baffinity\b|\btolerations?\b|\bpriority(?: ?class)?\b|\bruntime ?class\b|\bqos\b/,
    read: ofPods(placementOf),
  },
  {
    asked:
      /\bwhere (?:is|does|do|are)\b.{0,20}\b(?:run\w*|live\w*|scheduled|placed)\b|\bwhich (?:nodes?|machines?|host|servers?)\b|\bon what node\b|\b(?:same|different|one|another) (?:node|machine)s?\b|\bnode does\b|\bwo lauft\b/,
    read: (object, state) =>
      object.kind === 'Node' || object.kind === 'Namespace'
        ? []
        : state.podsOf(object).flatMap((pod) => one(pod, pod.spec.at('nodeName'), (node) => `runs on ${node}`)),
  },
  {
    asked: /\brevisions?\b|\bstrategy\b|\brecreate\b|\bmax ?(?:surge|unavailable)\b/,
    read: ofKinds(['Deployment', 'StatefulSet'], (object) => [
      ...one(object, object.at('metadata', 'annotations', 'deployment.kubernetes.io/revision'), (revision) => `revision ${revision}`),
      ...one(object, object.status.at('currentRevision'), (revision) => `revision ${revision}`),
      ...one(object, object.spec.at('strategy', 'type'), (type) => `strategy ${type}`),
    ]),
  },
]

interface Said {
  readonly text: string
  readonly field: Field
}

function said(field: Field, text: (value: string) => string): readonly Said[] {
  return field.scalar === undefined ? [] : [{ text: text(field.scalar), field }]
}

function one(object: LiveObject, field: Field | undefined, text: (value: string) => string): readonly Fact[] {
  return field?.scalar === undefined ? [] : [fact(object, text(shown(field.scalar)), field)]
}

/** Of each container of what has some. */
function each(
  object: LiveObject,
  read: (name: string, container: Field) => readonly Said[],
  ...lists: ('containers' | 'initContainers')[]
): readonly Fact[] {
  if (podSpec(object) === undefined) return []
  return containers(object, ...(lists.length === 0 ? (['containers', 'initContainers'] as const) : lists)).flatMap((container) =>
    read(container.at('name').text ?? '', container).map(({ text, field }) => fact(object, text, field)),
  )
}

function ofPods(read: (object: LiveObject) => readonly Fact[]): Property['read'] {
  return (object) => (podSpec(object) === undefined ? [] : read(object))
}

function shown(text: string): string {
  return maskSecrets(bounded(text, LONGEST))
}

function environmentOf(container: string, field: Field): readonly Said[] {
  const single = field
    .at('env')
    .items()
    .map((variable) => ({
      text: `variable ${variable.at('name').text ?? ''} of container ${container}${sourceOf(variable)}`,
      field: variable,
    }))
  const whole = field
    .at('envFrom')
    .items()
    .flatMap((source) =>
      (['configMapRef', 'secretRef'] as const).flatMap((key) =>
        said(
          source.at(key, 'name'),
          (name) => `container ${container} takes all of ${key === 'secretRef' ? 'Secret' : 'ConfigMap'} ${name}`,
        ),
      ),
    )
  return [...single, ...whole]
}

/** Where a variable has its value from; a literal is shown, masked where it looks like a secret. */
function sourceOf(variable: Field): string {
  const name = variable.at('name').text ?? ''
  const literal = variable.at('value').text
  if (literal !== undefined) return ` is ${maskSecrets(`${name}=${bounded(literal, LONGEST)}`).slice(name.length + 1)}`
  for (const [key, kind] of [
    ['configMapKeyRef', 'ConfigMap'],
    ['secretKeyRef', 'Secret'],
  ] as const) {
    const from = variable.at('valueFrom', key)
    if (from.exists) return ` comes from key ${from.at('key').text ?? ''} of ${kind} ${from.at('name').text ?? ''}; values are not kept`
  }
  const path = variable.at('valueFrom', 'fieldRef', 'fieldPath').text
  return path === undefined ? '' : ` comes from the pod's ${path}`
}

function userOf(object: LiveObject): readonly Fact[] {
  const spec = podSpec(object)
  if (spec === undefined) return []
  const keys = [
    ['runAsUser', 'user'],
    ['runAsGroup', 'group'],
    ['runAsNonRoot', 'runAsNonRoot'],
  ] as const
  const own = each(object, (name, container) =>
    keys.flatMap(([key, word]) => said(container.at('securityContext', key), (value) => `container ${name}: ${word} ${value}`)),
  )
  const pod = keys.flatMap(([key, word]) => one(object, spec.at('securityContext', key), (value) => `pod: ${word} ${value}`))
  return own.length + pod.length > 0 ? [...own, ...pod] : [fact(object, 'sets no user, so the image decides', spec)]
}

function initText(name: string, container: Field): readonly Said[] {
  const word = container.at('restartPolicy').is('Always') ? 'sidecar' : 'init container'
  return [{ text: `${word} ${name} runs ${container.at('image').text ?? 'no image'}`, field: container }]
}

const SOURCES = [
  ['persistentVolumeClaim', 'claimName', 'claim'],
  ['configMap', 'name', 'ConfigMap'],
  ['secret', 'secretName', 'Secret'],
  ['hostPath', 'path', 'path of the node'],
] as const

function mountsOf(object: LiveObject): readonly Fact[] {
  const spec = podSpec(object)
  if (spec === undefined) return []
  const sources = new Map(
    spec
      .at('volumes')
      .items()
      .map((volume) => [volume.at('name').text ?? '', sourceText(volume)]),
  )
  return each(object, (name, container) =>
    container
      .at('volumeMounts')
      .items()
      .filter((mount) => mount.at('mountPath').text?.startsWith('/var/run/secrets/kubernetes.io/') !== true)
      .map((mount) => ({
        text: `container ${name} mounts volume ${mount.at('name').text ?? ''}${sources.get(mount.at('name').text ?? '') ?? ''} at ${mount.at('mountPath').text ?? ''}`,
        field: mount,
      })),
  )
}

function claimsOf(pod: LiveObject): readonly Fact[] {
  return pod.spec
    .at('volumes')
    .items()
    .filter((volume) => volume.at('persistentVolumeClaim').exists)
    .map((volume) => fact(pod, `volume ${volume.at('name').text ?? ''}${sourceText(volume)}`, volume))
}

function sourceText(volume: Field): string {
  for (const [key, name, word] of SOURCES) if (volume.at(key).exists) return ` (${word} ${volume.at(key, name).text ?? ''})`
  const empty = volume.at('emptyDir')
  if (!empty.exists) return ''
  const limit = empty.at('sizeLimit').scalar
  return ` (emptyDir${empty.at('medium').is('Memory') ? ' in memory' : ''}${limit === undefined ? '' : `, at most ${limit}`})`
}

function probesOf(name: string, container: Field): readonly Said[] {
  return (['readinessProbe', 'livenessProbe', 'startupProbe'] as const).flatMap((key) => {
    const probe = container.at(key)
    if (!probe.exists) return []
    const http = probe.at('httpGet')
    const what = http.exists
      ? `GET ${http.at('path').text ?? '/'} on port ${http.at('port').scalar ?? ''}`
      : probe.at('tcpSocket').exists
        ? `a connection to port ${probe.at('tcpSocket', 'port').scalar ?? ''}`
        : probe.at('exec').exists
          ? `runs ${shown(
              probe
                .at('exec', 'command')
                .items()
                .map(({ text = '' }) => text)
                .join(' '),
            )}`
          : 'gRPC'
    const every = probe.at('periodSeconds').scalar
    return [{ text: `${key} of container ${name}: ${what}${every === undefined ? '' : `, every ${every} s`}`, field: probe }]
  })
}

function restartsText(pod: LiveObject): readonly Fact[] {
  return pod.status
    .at('containerStatuses')
    .items()
    .map((status) => {
      const last = ['state', 'lastState'].map((key) => status.at(key, 'terminated')).find(({ exists }) => exists)
      const code = last?.at('exitCode').scalar
      const end = code === undefined ? '' : `; it last ended with exit code ${code} (${last?.at('reason').text ?? 'no reason given'})`
      return fact(
        pod,
        `container ${status.at('name').text ?? ''} was restarted ${status.at('restartCount').number ?? 0} times${end}`,
        status,
      )
    })
}

function placementOf(object: LiveObject): readonly Fact[] {
  const spec = podSpec(object)
  if (spec === undefined) return []
  return [
    ...Object.entries(spec.at('nodeSelector').strings()).map(([key, value]) =>
      fact(object, `node selector ${key}=${value}`, spec.at('nodeSelector')),
    ),
    ...['podAntiAffinity', 'podAffinity', 'nodeAffinity'].flatMap((key) =>
      spec.at('affinity', key).exists ? [fact(object, `${key} is set`, spec.at('affinity', key))] : [],
    ),
    ...(['priorityClassName', 'runtimeClassName'] as const).flatMap((key) => one(object, spec.at(key), (name) => `${key} ${name}`)),
    ...one(object, object.status.at('qosClass'), (name) => `QoS class ${name}`),
  ]
}
