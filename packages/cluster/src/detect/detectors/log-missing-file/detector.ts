import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { keysOf } from '../../config-references.ts'
import type { ContainerState } from '../../container-states.ts'
import { detector, finding } from '../../detector.ts'
import { type EvidenceRecord, fieldEvidence } from '../../evidence.ts'
import { group, matchFirst, MISSING_COMMAND, MISSING_FILE, MISSING_MODULE } from '../../log-phrases.ts'
import { type Hit, logTroubles } from '../../log-trouble.ts'
import { mountAt } from '../../mounts.ts'
import { editStep } from '../../pod-commands.ts'
import { nameContainer } from '../../restarts.ts'

interface Missing extends Hit {
  readonly what: 'file' | 'command' | 'module'
}

const NOUNS: Readonly<Record<Missing['what'], string>> = { file: 'file', command: 'command', module: 'module' }

export default detector({
  id: 'log-missing-file',
  group: 'logs',
  title: 'A file or a command that a program needs is not there',
  why: 'The program cannot start, or a part of it cannot work: the image lacks it, or it was to be mounted.',
  help: 'Correct the path, mount what is missing, or take an image that has it.',
  severity: 'error',
  reads: ['Pod', 'ConfigMap', 'logs'],
  effect: 'crashing',
  suspects: [
    '/spec/template/spec/containers/*/image',
    '/spec/template/spec/containers/*/command/**',
    '/spec/template/spec/containers/*/args/**',
    '/spec/template/spec/containers/*/volumeMounts/**',
    '/spec/template/spec/volumes/**',
    '/data/**',
  ],

  *detect(state) {
    for (const { pod, container, told, severity, since, evidence, explains } of logTroubles(state, read)) {
      const hint = told.what === 'file' ? hintFor(pod, container, told.about, state) : undefined
      yield finding(pod, {
        about: `${container.name} ${told.about}`,
        severity,
        explains,
        message: `${nameContainer(container)} does not find the ${NOUNS[told.what]} \`${told.about}\`${hint?.text ?? ''}.`,
        since,
        evidence: [...evidence, ...(hint?.evidence ?? [])],
        nextSteps: [editStep(state.topController(pod), 'Mend its image, its command or its mounts.')],
      })
    }
  },
})

function read(text: string): Missing | undefined {
  const command = matchFirst(MISSING_COMMAND, text)
  if (command !== undefined) return hit(command, 'command', group(command, 'command'))
  const module = matchFirst(MISSING_MODULE, text)
  if (module !== undefined) return hit(module, 'module', group(module, 'module'))
  const file = matchFirst(MISSING_FILE, text)
  return file === undefined ? undefined : hit(file, 'file', group(file, 'path')?.replace(/[.;]+$/, ''))
}

function hit(match: RegExpExecArray, what: Missing['what'], name: string | undefined): Missing | undefined {
  return name === undefined ? undefined : { index: match.index + Math.max(0, match[0].indexOf(name)), about: name, what }
}

/** Where the path lies on a volume: which one, and which of its keys is near. */
function hintFor(
  pod: LiveObject,
  container: ContainerState,
  path: string,
  state: ClusterState,
): { text: string; evidence: EvidenceRecord[] } | undefined {
  const mounted = mountAt(pod, container.spec, path)
  if (mounted === undefined) return undefined
  const { source, mountPath, mount, name } = mounted
  const map = source?.kind === 'ConfigMap' ? state.find('ConfigMap', pod.namespace, source.name) : undefined
  const near = map === undefined ? undefined : nearestWord(path.slice(mountPath.length).replace(/^\//, ''), keysOf(map) ?? [])
  return { text: ` on ${name}${near === undefined ? '' : `; there is \`${near}\``}`, evidence: [fieldEvidence(pod, mount)] }
}
