import { type Field, parseImage } from '@aks-copilot/kubernetes'
import { mayEndanger, mayProtect } from './may-protect.ts'
import type { TraitList } from './traits.ts'

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const
const AMOUNTS = ['cpu', 'memory'] as const

export function containerTraits(container: Field, pod: Field, traits: TraitList): void {
  const name = container.at('name').text ?? ''
  const who = `container \`${name}\``
  traits.guard(true, `${who} would be gone`)
  imageTraits(container, who, traits)
  contextTraits(container.at('securityContext'), pod.at('securityContext'), who, traits)
  for (const probe of PROBES) traits.guard(container.at(probe).exists, `${who} loses its ${probe}`)
  for (const kind of ['limits', 'requests'] as const)
    for (const what of AMOUNTS) traits.guard(container.at('resources', kind, what).exists, `${who} loses its ${kind}.${what}`)
  for (const port of container.at('ports').items())
    traits.risk((port.at('hostPort').number ?? 0) > 0, `${who} opens port ${port.at('hostPort').scalar} of the node`)
  for (const mount of container.at('volumeMounts').items())
    traits.guard(mount.at('readOnly').is(true), `${who} may write to \`${mount.at('mountPath').text ?? ''}\``)
  for (const argument of [...container.at('command').items(), ...container.at('args').items()])
    traits.risk(mayEndanger(argument.scalar ?? ''), `${who} gets an argument that may switch a guard off`, `${who} ${argument.scalar}`)
  for (const variable of container.at('env').items()) {
    const key = variable.at('name').text ?? ''
    traits.risk(mayEndanger(key), `${who} gets \`${key}\``, `${who} ${JSON.stringify(variable.value)}`)
    traits.guard(mayProtect(key), `${who} gets another \`${key}\`, which may protect something`, `${who} ${JSON.stringify(variable.value)}`)
  }
}

function imageTraits(container: Field, who: string, traits: TraitList): void {
  const image = container.at('image').text
  if (image === undefined) return
  const { registry = 'docker.io', repository, tag, digest } = parseImage(image)
  const path = registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository
  traits.risk(true, `${who} runs images of another repository, \`${registry}/${path}\``)
  traits.risk(digest === undefined && (tag === undefined || tag === 'latest'), `${who} runs an image whose version is not fixed`)
  traits.guard(digest !== undefined, `the image of ${who} is no longer fixed by its digest`)
}

/** What the container says counts before what the pod says. */
function contextTraits(own: Field, pod: Field, who: string, traits: TraitList): void {
  const either = (...path: readonly string[]): Field => (own.at(...path).exists ? own.at(...path) : pod.at(...path))
  traits.risk(own.at('privileged').is(true), `${who} is privileged`)
  traits.risk(!own.at('allowPrivilegeEscalation').is(false), `${who} may gain privileges`)
  traits.risk(own.at('procMount').is('Unmasked'), `${who} sees all of /proc`)
  traits.risk(either('windowsOptions', 'hostProcess').is(true), `${who} is a process of the node`)
  traits.risk(either('runAsUser').is(0), `${who} runs as root`)
  traits.risk(either('appArmorProfile', 'type').is('Unconfined'), `${who} runs without AppArmor`)
  traits.risk(either('seccompProfile', 'type').is('Unconfined'), `${who} runs without seccomp`)
  traits.guard(either('runAsNonRoot').is(true), `${who} may run as root`)
  traits.guard((either('runAsUser').number ?? 0) > 0, `${who} runs as whatever user its image says`)
  traits.guard(own.at('readOnlyRootFilesystem').is(true), `${who} may write to its root file system`)
  const seccomp = either('seccompProfile', 'type').text ?? 'Unconfined'
  traits.guard(seccomp !== 'Unconfined', `${who} loses its seccomp profile`)
  traits.guard(
    either('seLinuxOptions').exists,
    `${who} gets other SELinux options`,
    `${who} ${JSON.stringify(either('seLinuxOptions').value)}`,
  )
  for (const capability of own.at('capabilities', 'add').items()) traits.risk(true, `${who} gets capability ${capability.text ?? ''}`)
  const dropped = own
    .at('capabilities', 'drop')
    .items()
    .flatMap(({ text }) => text ?? [])
  const all = dropped.some((capability) => capability.toUpperCase() === 'ALL')
  traits.guard(all, `${who} keeps the usual capabilities`)
  // Who drops all drops each.
  for (const capability of all ? USUAL : dropped) traits.guard(true, `${who} keeps capability ${capability}`)
}

/** What container runtimes give to a process that says nothing. */
const USUAL = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]
