import { detector, finding } from '../../detector.ts'
import { fieldEvidence } from '../../evidence.ts'
import { DISK_FULL } from '../../log-phrases.ts'
import { type Hit, logTroubles } from '../../log-trouble.ts'
import { mountAt } from '../../mounts.ts'
import { describeStep } from '../../pod-commands.ts'
import { nameContainer } from '../../restarts.ts'

interface Full extends Hit {
  readonly path: string | undefined
}

export default detector({
  id: 'log-disk-full',
  group: 'logs',
  title: 'A container has no space left to write',
  why: 'Writes fail: databases stop, and data may be lost.',
  help: 'Free space, or make the volume larger.',
  severity: 'error',
  reads: ['Pod', 'logs'],
  effect: 'crashing',
  suspects: ['/spec/template/spec/volumes/**', '/spec/template/spec/containers/*/volumeMounts/**', '/spec/resources/**'],

  *detect(state) {
    for (const { pod, container, told, severity, since, evidence, explains } of logTroubles(state, read)) {
      const mounted = told.path === undefined ? undefined : mountAt(pod, container.spec, told.path)
      const claim = mounted?.source?.kind === 'PersistentVolumeClaim' ? mounted.source : undefined
      const place = mounted?.name ?? (told.path === undefined ? 'a file system that its log does not name' : `\`${told.path}\``)
      yield finding(pod, {
        about: `${container.name} ${mounted?.volume.at('name').text ?? ''}`.trim(),
        severity,
        explains,
        message: `${nameContainer(container)} has no space left on ${place}.`,
        since,
        evidence: [...evidence, ...(mounted === undefined ? [] : [fieldEvidence(pod, mounted.mount)])],
        blames: claim === undefined ? [] : [claim],
        nextSteps: [
          container.running.exists
            ? {
                text: 'See how full its file systems are.',
                command: `kubectl exec ${pod.name} -n ${pod.namespace} -c ${container.name} -- df -h`,
              }
            : describeStep(
                claim === undefined ? pod : (state.find(claim.kind, claim.namespace, claim.name) ?? pod),
                'See how large it is.',
              ),
        ],
      })
    }
  },
})

const PATH = /(?:['"`(: ]|^)(\/[^\s'"`:,)(\]]{1,200})/

function read(text: string): Full | undefined {
  const match = DISK_FULL.exec(text)
  if (match === null) return undefined
  const start = text.lastIndexOf('\n', match.index) + 1
  const end = text.indexOf('\n', match.index)
  const path = PATH.exec(text.slice(start, end < 0 ? undefined : end))?.[1]
  return { index: match.index, about: path ?? '', path }
}
