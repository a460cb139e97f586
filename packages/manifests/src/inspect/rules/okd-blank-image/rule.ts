import { containers, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { filledImages, UNKNOWN_IMAGE_HOST } from '../../../convert/image-streams.ts'
import { isOpenShift } from '../../openshift.ts'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'okd-blank-image',
  group: 'okd',
  title: 'OpenShift fills in the image of a container',
  why: 'The text has a placeholder, or nothing: on AKS no trigger fills it in, and a word such as `postgresql` pulls whatever Docker Hub has under that name.',
  help: 'Name the image with its registry and tag.',
  severity: 'error',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  reads: ['ImageStream'],
  changes: ['spec/template/spec/containers/*/image', 'spec/template/spec/initContainers/*/image'],

  *inspect(object, { bundle }) {
    if (isOpenShift(object, 'apps.openshift.io', 'DeploymentConfig')) {
      for (const { container, stream, image } of filledImages(object, bundle)) {
        const at = container.at('image')
        if (image === undefined || !at.is(image))
          yield violation(at, `OpenShift fills in the image of \`${container.at('name').text}\` from \`${stream}\`.`, { image, stream })
      }
    }
    for (const container of containers(object)) {
      const at = container.at('image')
      const stream = at.text?.startsWith(`${UNKNOWN_IMAGE_HOST}/`) === true ? at.text.slice(UNKNOWN_IMAGE_HOST.length + 1) : undefined
      if (stream !== undefined)
        yield violation(
          at,
          `OpenShift filled in the image of \`${container.at('name').text}\` from \`${stream}\`, and nobody knows which it is.`,
          { image: undefined, stream },
        )
    }
  },

  propose({ at, image, stream }) {
    if (image !== undefined) return automatic(`Write the image that \`${stream}\` names: \`${image}\`.`, [set(at, image)])
    return judgement(
      `Whoever runs this decides which image it is: \`oc get istag ${commandFor(stream)}\` says what OpenShift runs today; copy it to a registry that AKS can reach.`,
    )
  },
})

/** The arguments for `oc` that name a tag: `openshift/postgresql:14` is in the namespace openshift. */
function commandFor(stream: string): string {
  const [namespace, name] = stream.split('/')
  return name === undefined ? stream : `${name} -n ${namespace}`
}
