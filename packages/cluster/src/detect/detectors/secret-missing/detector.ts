import { detector } from '../../detector.ts'
import { missingObjects } from '../../missing-objects.ts'

export default detector({
  id: 'secret-missing',
  group: 'pod',
  title: 'A Secret that a pod needs does not exist',
  why: 'Its containers can not be started until the Secret is there.',
  help: 'Create the Secret, name the right one, or mark the reference as optional.',
  severity: 'error',
  reads: ['Pod', 'Secret', 'Event'],
  effect: 'not-started',
  suspects: ['/spec/template/spec/containers/*/env/**', '/spec/template/spec/containers/*/envFrom/**', '/spec/template/spec/volumes/**'],

  *detect(state) {
    yield* missingObjects('Secret', state)
  },
})
