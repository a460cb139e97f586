import { describe, expect, test } from 'vitest'
import { ask } from '../test-support/ask.ts'
import { FakeModel, saying } from '../test-support/fake-model.ts'
import { recordedView } from '../test-support/recorded-view.ts'

/** Sentences about recorded clusters: what is true is told, and what is false in any way is not. */
interface Packet {
  readonly recording: string
  readonly question: string
  readonly kept: readonly string[]
  readonly dropped: readonly string[]
}

const PACKETS: readonly Packet[] = [
  {
    recording: 'image-change-breaks.watched',
    question: 'why is web failing?',
    kept: [
      "Deployment web has a problem since 18:11:54 UTC because image registry.shop.invalid/web:2.0 of container web can't be pulled.",
      "Deployment web is failing because its image registry.shop.invalid/web:2.0 can't be pulled.",
      'Deployment web has been failing since 18:11:54 UTC.',
      'The image registry.shop.invalid/web:2.0 cannot be pulled because the registry registry.shop.invalid is unreachable.',
      "The registry registry.shop.invalid isn't reachable.",
      'Before that, at 18:11:53 UTC, the image was changed from busybox:1.36 to registry.shop.invalid/web:2.0.',
      'The image of web was updated from busybox:1.36 to registry.shop.invalid/web:2.0 at 18:11:53.',
      'busybox:1.36, which it had before, runs.',
      'It affects Service web.',
      'Next step: Go back to busybox:1.36.',
      'Go back to busybox:1.36.',
      "The event says: Failed to pull image 'registry.shop.invalid/web:2.0'.",
    ],
    dropped: [
      'The deployment is failing because busybox:1.36 is not being pulled from registry registry.shop.invalid/web:2.0.',
      "The image busybox:1.36 of container web can't be pulled.",
      'The image registry.shop.invalid/web:2.0 of container web can be pulled.',
      'The image was changed from registry.shop.invalid/web:2.0 to busybox:1.36 at 18:11:53 UTC.',
      'The image was changed from busybox:1.36 to registry.shop.invalid/web:2.0 at 18:11:54 UTC.',
      'The image was changed from busybox:1.37 to registry.shop.invalid/web:2.0 at 18:11:53 UTC.',
      'The image was not changed at 18:11:53 UTC.',
      'Deployment web has a problem since 18:11:53 UTC.',
      'Deployment web has a problem since 08:11:54 UTC.',
      "The registry registry.shop.invalid can't be reached because image registry.shop.invalid/web:2.0 of container web can't be pulled.",
      'The image was changed because Deployment web has a problem.',
      "Image registry.shop.invalid/web:2.0 can't be pulled, so the image was changed from busybox:1.36 to registry.shop.invalid/web:2.0.",
      'Deployment web is failing because of a network policy.',
      'Deployment web is failing because the credentials of the registry are wrong.',
      'Deployment web is failing because the image does not exist.',
      'Deployment web runs busybox:1.36 now.',
      'The image is busybox:1.36.',
      'busybox:1.36 fails.',
      'busybox:1.36 runs since 18:11:54 UTC.',
      "Service web can't pull its image.",
      "Pod web can't be pulled.",
      'It affects Service checkout.',
      'It affects all Services of the cluster.',
      'Next step: Go back to registry.shop.invalid/web:2.0.',
      'Next step: Delete Deployment web.',
      'Next step: Do not go back to busybox:1.36.',
      'Next step: Restart Deployment web.',
      'Go back to busybox:1.35.',
      'You should restart the node.',
      'Scale Deployment web to 0.',
      'Deployment web went back to busybox:1.36.',
      'There seems to be a problem with the system.',
      'Container web crashed with exit code 137.',
      'Container web was killed for memory.',
      'The problem is solved.',
      'A log line of Pod web at 18:12:07 UTC.',
      'Before that, at 18:11:53 UTC, the image was changed from.',
      'The problem of Deployment web is over.',
      "Image registry.shop.invalid/web:2.0 could be pulled before, but now it can't be reached by the node.",
      'This is CVE-2024-3094 in registry.shop.invalid/web:2.0.',
      'Alice changed the image from busybox:1.36 to registry.shop.invalid/web:2.0.',
      'The image was changed by mallory at 18:11:53 UTC.',
      'Read https://kubernetes.io/docs/images about image registry.shop.invalid/web:2.0.',
      'Run `kubectl delete deployment web`.',
      'Use kubectl set image deployment/web web=busybox:1.36 --force.',
      "All images can't be pulled.",
      'No image can be pulled.',
      'Deployment web has 2 of 1 ready pods.',
      'Deployment web has failed 3 times.',
      'Deployment web has a problem since 18:11:54 UTC because Service web was created at 18:11:42 UTC.',
      'The event says that the registry is down for maintenance.',
      'Deployment web in namespace production has a problem since 18:11:54 UTC.',
      'Before that, at 18:11:53 UTC, the registry registry.shop.invalid was reached.',
      'Deployment web will be deleted at 18:11:54 UTC.',
      "Only Deployment web can't pull its image registry.shop.invalid/web:2.0.",
    ],
  },
  {
    recording: 'out-of-memory',
    question: 'why does web crash?',
    kept: [
      'Deployment web has a problem since 18:05:47 UTC because container web was killed for memory (OOMKilled, exit code 137, 3 restarts).',
      'Container web was killed for memory: it used more memory than its limit of 24Mi.',
      'It used more memory than its limit of 24 Mi.',
      'It used more memory than its limit of 24 MiB.',
      'Container web ends again and again with 3 restarts.',
      'Container web was OOMKilled with exit code 137.',
      'It exceeded its memory limit of 24Mi.',
      'It affects Service web.',
      'Deployment web was created at 18:05:40 UTC.',
      'Raise resources.limits.memory of web, or mend what fills its memory.',
      'Next step: See what it uses now.',
    ],
    dropped: [
      'Container web was killed for memory: it used less memory than its limit of 24Mi.',
      'Container web was killed for memory: it used more memory than its limit of 240Mi.',
      'It used more memory than its limit of 24Gi.',
      'Container web was killed for memory with exit code 3 and 137 restarts.',
      'Container web was killed for memory (exit code 1, 3 restarts).',
      'Container web was not killed for memory.',
      'Container web did not use more memory than its limit of 24Mi.',
      'The limit of container web is 3 restarts.',
      'Lower resources.limits.memory of web.',
      'Reduce the memory limit.',
      'Raise resources.limits.cpu of web.',
      'The node ran out of memory.',
      'The node was killed for memory.',
      'Its memory limit was raised to 24Mi.',
      'Container web was killed for disk: it used more disk than its limit of 24Mi.',
      'Deployment web was created because container web was killed for memory.',
      'Container web was killed for memory because Deployment web was created at 18:05:40 UTC.',
      'Deployment web was deleted at 18:05:40 UTC.',
      'Deployment web was created at 18:05:47 UTC.',
      'Container web has a memory leak.',
      'Container web of Deployment api was killed for memory.',
      'Container sidecar was killed for memory.',
      'Container web has 3 pods.',
      'Container web was restarted three times in 5 minutes.',
      'The application used more memory than the node has.',
      'Container web uses 24Mi of memory.',
      'The limit of 24Mi was exceeded by 3 pods.',
      'Memory grows by 24Mi a minute.',
      'Container web will be killed again at 18:06:21 UTC.',
      'Container web can be healthy with 24Mi.',
      'An OOMKilled container is harmless.',
    ],
  },
  {
    recording: 'service-selector-typo',
    question: 'why is cart not reachable?',
    kept: [
      'Service cart selects app: crat.',
      'The pods of Deployment cart have app: cart.',
      'Service cart has a problem since 18:07:19 UTC because Service cart selects app: crat, but the pods of Deployment cart have app: cart.',
      'Select app: cart.',
      'Service cart was created at 18:07:19 UTC.',
    ],
    dropped: [
      'Service cart selects app: cart.',
      'The pods of Deployment cart have app: crat.',
      'Service cart selects app: cart, but the pods of Deployment cart have app: crat.',
      'Service crat selects app: cart.',
      'Select app: crat.',
      "Service cart doesn't select app: crat.",
      'Deployment shop selects app: crat.',
      'Deployment cart selects app: crat.',
      'Service shop has a problem since 18:07:19 UTC.',
      'Deployment cart fails because Service cart selects app: crat.',
      'Service cart is healthy.',
      'Service cart has no problem.',
      'Delete Service cart.',
      'Rename Deployment cart to crat.',
    ],
  },
  {
    recording: 'cascade-of-three',
    question: 'why is web failing?',
    kept: [
      'Deployment db has a problem since 18:01:16 UTC because container db was killed for memory (OOMKilled, exit code 137, 2 restarts).',
      'Container api ends again and again (2 restarts): exit code 1, the application ended with an error.',
      "Container web can't connect to Service api.",
      "Container api can't connect to Service db.",
      'Deployment db was created at 18:01:04 UTC.',
    ],
    dropped: [
      'Container web was killed for memory.',
      'Container api was killed for memory (OOMKilled, exit code 137, 2 restarts).',
      'Container db ended with exit code 1.',
      'Before that, at 18:01:04 UTC, Deployment api: Container api ends again and again (2 restarts).',
      "Container db can't connect to Service api.",
      "Container api can't connect to Service web.",
      "Container db was killed for memory because container web can't connect to Service api.",
      "Container db was killed for memory because container api can't connect to Service db.",
      'Container web can connect to Service api.',
      'Container db (OOMKilled), exit code 1.',
      'Deployment web has a problem since 18:01:16 UTC because container web used more memory than its limit of 24Mi.',
      'It used more memory than its limit of 24Mi, and container web was killed for memory.',
      'Service api was killed for memory.',
      'Deployment web was created at 18:01:16 UTC.',
    ],
  },
  {
    recording: 'healthy-shop',
    question: 'how is the cluster?',
    kept: ['Nothing is wrong in the cluster.', '4 of 4 pods are ready.', '1 of 1 node is ready.'],
    dropped: [
      '3 of 4 pods are ready.',
      '4 of 4 nodes are ready.',
      '4 of 5 pods are ready.',
      '4 of 4 pods are not ready.',
      'Something is wrong in the cluster.',
      'The cluster has 4 problems.',
      '1 pod is failing.',
      'The cluster is empty.',
      'The cluster runs Kubernetes 1.29.',
      'The cluster will be healthy for 4 hours.',
      'The cluster was healthy for the last 24 hours.',
      'Check the logs of all pods.',
      'Nothing will go wrong in the cluster.',
    ],
  },
  {
    recording: 'memory-limit-change-breaks.watched',
    question: 'what changed?',
    kept: ['Deployment web was created.'],
    dropped: [
      'The memory limit was increased.',
      'The memory limit was raised from 64Mi to 24Mi.',
      'The memory limit was changed from 24Mi to 64Mi.',
      'The cpu limit was changed from 64Mi to 24Mi.',
      'The image was changed.',
      '12 changes were made.',
    ],
  },
]

const ALONE: ReadonlySet<string> = new Set(['it only repeats the headline', 'it is a step and nothing else'])

for (const { recording, question, kept, dropped } of PACKETS)
  describe(recording, () => {
    const view = recordedView(recording)

    /** Why a sentence was dropped; that it stands alone is no fault of it. */
    async function objection(sentence: string): Promise<string | undefined> {
      const { prose, dropped: lost } = await ask(question, view, { model: new FakeModel(saying(sentence)) })
      const why = lost.find((one) => !ALONE.has(one.why))?.why
      return prose === undefined && lost.length === 0 ? 'it was never judged' : why
    }

    test.each(kept)('true: %s', async (sentence) => {
      expect(await objection(sentence)).toBeUndefined()
    })

    test.each(dropped)('false: %s', async (sentence) => {
      expect(await objection(sentence)).toBeDefined()
    })
  })
