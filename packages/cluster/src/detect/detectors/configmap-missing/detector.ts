import { detector } from '../../detector.ts'
import { missingObjects } from '../../missing-objects.ts'

export default detector({
  id: 'configmap-missing',
  group: 'pod',
  title: 'A ConfigMap that a pod needs does not exist',
  why: 'Its containers can not be started until the ConfigMap is there.',
  help: 'Create the ConfigMap, name the right one, or mark the reference as optional.',
  severity: 'error',
  reads: ['Pod', 'ConfigMap', 'Event'],
  effect: 'not-started',
  suspects: ['/spec/template/spec/containers/*/env/**', '/spec/template/spec/containers/*/envFrom/**', '/spec/template/spec/volumes/**'],

  *detect(state) {
    yield* missingObjects('ConfigMap', state)
  },
})
