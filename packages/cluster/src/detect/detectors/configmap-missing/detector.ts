import { detector } from '../../detector.ts'
import { missingObjects } from '../../missing-objects.ts'

export default detector({
  id: 'configmap-missing',
  group: 'pod',
  title: 'A ConfigMap that a pod needs does not exist',
  why: 'Its containers cannot be started until the ConfigMap is there.',
  help: 'Create the ConfigMap, name the right one, or mark the reference as optional.',
  severity: 'error',
  reads: ['Pod', 'ConfigMap', 'Event'],
  effect: 'not-started',
  suspects: ['/spec/**/containers/*/env/**', '/spec/**/containers/*/envFrom/**', '/spec/**/volumes/**'],

  *detect(state) {
    yield* missingObjects('ConfigMap', state)
  },
})
