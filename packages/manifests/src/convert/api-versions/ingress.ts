import { Field, type KubernetesObject, type PathStep } from '@aks-copilot/kubernetes'
import { type Intent, remove, rename, set } from '../../inspect/rule.ts'
import { mapped, type Migrations, NO_STEPS, type Steps, together, type Undecided, undecided } from './migration.ts'

/** Ingress before networking.k8s.io/v1, gone since 1.22. */
export const INGRESS_MIGRATIONS: Migrations = {
  'extensions/v1beta1 Ingress': { to: 'networking.k8s.io/v1', migrate },
  'networking.k8s.io/v1beta1 Ingress': { to: 'networking.k8s.io/v1', migrate },
}

function migrate(object: KubernetesObject): Steps | Undecided {
  const paths = object
    .at('spec', 'rules')
    .items()
    .flatMap((rule) => rule.at('http', 'paths').items())
  const byDefault = object.at('spec', 'backend')
  const backends = [byDefault, ...paths.map((path) => path.at('backend'))]
  const open = backends.find((backend) => backend.at('serviceName').exists !== backend.at('servicePort').exists)
  if (open !== undefined) return undecided(`Name the Service and its port at \`${open.pointer}\`: networking.k8s.io/v1 asks for both.`)
  const steps = together(defaultBackend(byDefault), ...paths.map(pathSteps))
  return steps
}

function defaultBackend(at: Field): Steps {
  if (!at.exists) return NO_STEPS
  return mapped(at, 'spec.defaultBackend', rename(at, 'defaultBackend'), ...serviceIntents(at, ['spec', 'defaultBackend']))
}

function pathSteps(path: Field): Steps {
  const type = path.at('pathType')
  const backend = path.at('backend')
  const service = backend.at('serviceName')
  return together(
    type.exists ? NO_STEPS : mapped(type, 'ImplementationSpecific was the default', set(type, 'ImplementationSpecific')),
    service.exists
      ? together(
          mapped(service, 'service.name', ...serviceIntents(backend, backend.path)),
          mapped(backend.at('servicePort'), 'service.port'),
        )
      : NO_STEPS,
  )
}

/** `serviceName` becomes `service` in its place, so that the comment beside it stays. */
function serviceIntents(backend: Field, path: readonly PathStep[]): Intent[] {
  const name = backend.at('serviceName')
  if (!name.exists) return []
  const here = (step: string, value: unknown): Field => new Field(value, [...path, step])
  return [
    rename(here('serviceName', name.value), 'service'),
    set(here('service', undefined), { name: name.value, port: portOf(backend.at('servicePort').value) }),
    remove(here('servicePort', backend.at('servicePort').value)),
  ]
}

function portOf(port: unknown): { number: number } | { name: unknown } {
  if (typeof port === 'number') return { number: port }
  return typeof port === 'string' && /^\d+$/.test(port) ? { number: Number(port) } : { name: port }
}
