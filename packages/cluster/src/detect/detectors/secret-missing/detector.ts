import { detector } from '../../detector.ts'
import { missingObjects } from '../../missing-objects.ts'

export default detector({
  id: 'secret-missing',
  group: 'pod',
  title: 'A Secret that a pod needs does not exist',
  why: 'Its containers cannot be started until the Secret is there.',
  help: 'Create the Secret, name the right one, or mark the reference as optional.',
  severity: 'error',
  reads: ['Pod', 'Secret', 'Event'],
  effect: 'not-started',
  suspects: ['/spec/**/containers/*/env/**', '/spec/**/containers/*/envFrom/**', '/spec/**/volumes/**'],

  *detect(state) {
    yield* missingObjects('Secret', state)
  },
})
