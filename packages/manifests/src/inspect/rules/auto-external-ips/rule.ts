import { automaticSeverity, isGuarded } from '../../admission.ts'
import { rule, violation } from '../../rule.ts'

export default rule({
  id: 'auto-external-ips',
  group: 'auto',
  title: 'Service takes external IP addresses',
  why: 'Such a Service draws traffic for any address to itself; AKS Automatic denies it, and Kubernetes is giving the field up.',
  help: 'Decide how clients shall reach the Service: by a load balancer with an address of Azure, or by an Ingress or Gateway.',
  severity: 'error',
  severityOn: automaticSeverity,
  fix: 'judge',
  kinds: ['Service'],

  *inspect(object) {
    const at = object.at('spec', 'externalIPs')
    if (object.group === '' && isGuarded(object) && at.items().length > 0)
      yield violation(
        at,
        `Service \`${object.name}\` takes the addresses ${at
          .items()
          .map((address) => `\`${address.text}\``)
          .join(', ')}.`,
      )
  },
})
