import type { LiveObject } from '../../../context/live-object.ts'
import type { ContainerState } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { DENIED_PORT, FORBIDDEN_PATH, group } from '../../log-phrases.ts'
import { type Hit, logTroubles } from '../../log-trouble.ts'
import { mountAt } from '../../mounts.ts'
import { editStep } from '../../pod-commands.ts'
import { nameContainer } from '../../restarts.ts'

interface Denied extends Hit {
  readonly path: string | undefined
  readonly port: string | undefined
  readonly isReadOnly: boolean
}

export default detector({
  id: 'log-permission-denied',
  group: 'logs',
  title: 'A container may not do what it tries',
  why: 'It runs as a user, or with a file system or capabilities, that do not allow what the program needs.',
  help: 'Give the volume to the user (fsGroup), make the folder writable, or let the program use a port above 1023.',
  severity: 'error',
  reads: ['Pod', 'logs'],
  effect: 'crashing',
  suspects: [
    '/spec/template/spec/securityContext/**',
    '/spec/template/spec/containers/*/securityContext/**',
    '/spec/template/spec/containers/*/volumeMounts/**',
    '/spec/template/spec/containers/*/image',
  ],

  *detect(state) {
    for (const { pod, container, told, severity, since, evidence, explains } of logTroubles(state, read)) {
      const reason = reasonFor(pod, container, told)
      yield finding(pod, {
        about: `${container.name} ${told.about}`,
        severity,
        explains,
        message: `${nameContainer(container)} may not ${deed(told)}${reason.text}.`,
        since,
        evidence: [...evidence, ...reason.evidence],
        nextSteps: [
          {
            text: 'See as whom it runs, and who owns what is mounted.',
            command: `kubectl get pod ${pod.name} -n ${pod.namespace} -o jsonpath='{.spec.securityContext}{"\\n"}{.spec.containers[*].securityContext}{"\\n"}'`,
          },
          editStep(state.topController(pod), 'Mend its securityContext or its mounts.'),
        ],
      })
    }
  },
})

const PATH = /(?:['"`( ]|^)(\/[^\s'"`:,)(\]]{1,200})/

function read(text: string): Denied | undefined {
  const port = DENIED_PORT.exec(text)
  if (port !== null) {
    const number = group(port, 'port')
    return { index: port.index, about: `port ${number}`, path: undefined, port: number, isReadOnly: false }
  }
  const match = FORBIDDEN_PATH.exec(text)
  if (match === null) return undefined
  const path = pathNear(text, match.index)
  return { index: match.index, about: path ?? 'unnamed', path, port: undefined, isReadOnly: match.groups?.['readonly'] !== undefined }
}

/** The path on the line that says so: the one nearest before it, else after it. */
function pathNear(text: string, index: number): string | undefined {
  const start = text.lastIndexOf('\n', index) + 1
  const end = text.indexOf('\n', index)
  const before = [...text.slice(start, index).matchAll(new RegExp(PATH, 'g'))].at(-1)?.[1]
  return before ?? PATH.exec(text.slice(index, end < 0 ? undefined : end))?.[1]
}

function deed({ path, port, isReadOnly }: Denied): string {
  if (port !== undefined) return `listen on port ${port}`
  if (isReadOnly) return path === undefined ? 'write to a read-only file system' : `write to \`${path}\`: its file system is read-only`
  return path === undefined ? 'do what it tries: permission denied' : `use \`${path}\`: permission denied`
}

function reasonFor(
  pod: LiveObject,
  container: ContainerState,
  { path, port, isReadOnly }: Denied,
): { text: string; evidence: EvidenceRecord[] } {
  const own = container.spec.at('securityContext')
  const user = own.at('runAsUser').exists ? own.at('runAsUser') : pod.spec.at('securityContext', 'runAsUser')
  if (port !== undefined && user.exists && !user.is(0))
    return { text: `: below 1024 only root may, and it runs as user ${user.number}`, evidence: [fieldEvidence(pod, user)] }
  const mounted = path === undefined ? undefined : mountAt(pod, container.spec, path)
  if (isReadOnly && mounted === undefined && own.at('readOnlyRootFilesystem').is(true))
    return { text: ' (`readOnlyRootFilesystem`)', evidence: [fieldEvidence(pod, own.at('readOnlyRootFilesystem'))] }
  if (isReadOnly && mounted !== undefined) return { text: `, ${mounted.name}`, evidence: [fieldEvidence(pod, mounted.mount)] }
  const hasGroup = pod.spec.at('securityContext', 'fsGroup').exists
  if (mounted !== undefined && user.exists && !user.is(0) && !hasGroup && mounted.source?.kind === 'PersistentVolumeClaim')
    return { text: ` on ${mounted.name}; it runs as user ${user.number}, and no \`fsGroup\` is set`, evidence: [fieldEvidence(pod, user)] }
  return { text: mounted === undefined ? '' : ` on ${mounted.name}`, evidence: user.exists ? [fieldEvidence(pod, user)] : [] }
}
