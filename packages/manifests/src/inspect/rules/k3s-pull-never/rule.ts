import { containers, parseImage, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { automatic, judgement, rule, set, violation } from '../../rule.ts'

export default rule({
  id: 'k3s-pull-never',
  group: 'k3s',
  title: 'Image is never pulled',
  why: 'On AKS nobody imports images into nodes: the container stays in ErrImageNeverPull.',
  help: 'Push the image to a registry, and set imagePullPolicy to IfNotPresent.',
  severity: 'error',
  fix: 'auto',
  kinds: WORKLOAD_KINDS,
  changes: ['**/imagePullPolicy'],

  *inspect(object) {
    for (const container of containers(object)) {
      const at = container.at('imagePullPolicy')
      if (at.is('Never'))
        yield violation(at, `Container \`${container.at('name').text}\` never pulls its image, and no node of AKS has it.`, {
          image: container.at('image').text ?? '',
        })
    }
  },

  propose({ at, image }) {
    if (parseImage(image).registry !== undefined)
      return automatic('Pull the image when the node does not have it.', [set(at, 'IfNotPresent')])
    return judgement(
      `Push \`${image}\` to your registry and name it in full before it is pulled: by this name Docker Hub would answer, perhaps with an image of somebody else.`,
    )
  },
})
