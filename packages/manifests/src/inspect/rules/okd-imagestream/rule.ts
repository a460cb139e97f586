import { isOpenShift } from '../../openshift.ts'
import { ledgerOf } from '../../ledger.ts'
import { conversion, drop, edit, judgement, rule, set, violation } from '../../rule.ts'
import { localReferences, waitingFor } from './stream-users.ts'

export default rule({
  id: 'okd-imagestream',
  group: 'okd',
  title: 'Image or ImageStream of OpenShift',
  why: 'AKS does not know the kind: images are named in full, and kept in a registry outside the cluster.',
  help: 'Name the images in full where they are used, and remove it.',
  severity: 'error',
  fix: 'doc',
  kinds: ['Image', 'ImageSignature', 'ImageStream', 'ImageStreamImage', 'ImageStreamImport', 'ImageStreamMapping', 'ImageStreamTag'],
  changes: ['**/image'],

  *inspect(object) {
    if (isOpenShift(object, 'image.openshift.io'))
      yield violation(object.at('kind'), `\`${object.kind}\` is a kind of OpenShift that AKS does not know.`)
  },

  propose(_found, { object, bundle }) {
    const waiting = waitingFor(object, bundle)
    if (waiting !== undefined)
      return judgement(
        `Name the image in full in ${waiting.kind} \`${waiting.name}\`, which takes it from this stream; then remove the stream.`,
      )
    const references = localReferences(object, bundle)
    const open = references.find(({ known }) => known === undefined)
    if (open !== undefined)
      return judgement(
        `Find out which image \`${open.image.text}\` in ${open.user.kind} \`${open.user.name}\` stands for, and name it in full; then remove the stream.`,
      )
    const changes = references.map(({ user, image, known }) => edit(user, [set(image, known)]))
    return conversion(
      'Remove it; the images are named in full where they are used.',
      [drop(object, 'images are named in full where they are used.'), ...changes],
      ledgerOf(
        object,
        {
          '/spec/lookupPolicy': ['mapped', 'images that named the stream are written in full'],
          '/spec/tags': [
            'mapped',
            'the images are written where they are used; nothing follows a tag by itself (importPolicy.scheduled): a new image comes with a new tag in the manifest',
          ],
        },
        ['dropped', 'it describes an image in the registry of OpenShift'],
      ),
    )
  },
})
