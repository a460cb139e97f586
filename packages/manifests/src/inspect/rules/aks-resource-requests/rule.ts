import { containers } from '@aks-copilot/kubernetes'
import { option, rule, set, violation } from '../../rule.ts'

const RESOURCES = ['cpu', 'memory'] as const

export default rule({
  id: 'aks-resource-requests',
  group: 'aks',
  title: 'Container requests no CPU or memory',
  why: 'Without requests the scheduler packs nodes blindly; AKS Automatic sets 500m and 2048Mi itself, which a GitOps tool then reports as drift.',
  help: 'Set resources.requests.cpu and resources.requests.memory to what the container needs.',
  severity: 'error',
  severityOn: ({ safeguards }) => (safeguards === 'enforce' ? 'error' : 'warning'),
  fix: 'opt',
  kinds: 'all',
  changes: ['**/resources/requests/cpu', '**/resources/requests/memory'],

  *inspect(object) {
    for (const container of containers(object, 'containers', 'initContainers')) {
      const resources = container.at('resources')
      const missing = RESOURCES.filter((name) => !resources.at('requests', name).exists && !resources.at('limits', name).exists)
      if (missing.length > 0) yield violation(resources.at('requests'), `Container \`${container.at('name').text}\` requests no ${missing.join(' and no ')}.`, { missing })
    }
  },

  propose({ at, missing }, { target }) {
    const amounts = target.requests ?? { cpu: '500m', memory: '2048Mi' }
    return option(
      `Request ${missing.map((name) => `${amounts[name]} of ${name === 'cpu' ? 'CPU' : name}`).join(' and ')}; measure, then adjust.`,
      missing.map((name) => set(at.at(name), amounts[name])),
    )
  },
})
