import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask } from '../test-support/ask.ts'
import { FakeModel, saying } from '../test-support/fake-model.ts'
import { recordedView } from '../test-support/recorded-view.ts'

const broken = recordedView('image-change-breaks.watched')
const crashing = recordedView('two-causes-at-once')
const healthy = recordedView('healthy-shop')

async function proseOf(said: string, view = broken, question = 'why is web failing?'): Promise<string | undefined> {
  return (await ask(question, view, { model: new FakeModel(saying(said)) })).prose
}

/** Says more than the headline. */
const MORE = 'At 18:11:53 UTC the image of web was changed from busybox:1.36 to registry.shop.invalid/web:2.0.'

function plain(prose: string | undefined): string | undefined {
  return prose?.replaceAll('`', '').replaceAll(/ \[E\d+\]/g, '')
}

describe('what the evidence bears out is told', () => {
  test.each([
    "Deployment web is failing because its image registry.shop.invalid/web:2.0 can't be pulled [E1].",
    "The registry registry.shop.invalid can't be reached.",
    'busybox:1.36, which it had before, runs.',
    'Deployment web has failed since 18:11:54 UTC.',
  ])('%s', async (sentence) => {
    expect(plain(await proseOf(`${sentence} ${MORE}`))).toContain(sentence.replace(' [E1]', ''))
  })

  test('each claim has its source, and none that is not its own', async () => {
    expect(await proseOf(`${MORE} It affects Service web [E2].`)).toMatch(/web:2\.0 \[E3\]\. It affects Service web\.$/)
  })

  test('who only repeats the headline is not heard', async () => {
    const answer = await ask('why is web failing?', broken, {
      model: new FakeModel(saying("Image registry.shop.invalid/web:2.0 of container web can't be pulled.")),
    })
    expect(answer.prose).toBeUndefined()
    expect(answer.dropped.map(({ why }) => why)).toEqual(['it only repeats the headline'])
  })

  test('two restarts are two restarts', async () => {
    const sentence = 'Container search ended again and again, with 2 restarts and exit code 1.'
    const more = 'Deployment search was created at 18:07:35 UTC.'
    expect(plain(await proseOf(`${sentence} ${more}`, crashing, 'why is search failing?'))).toBe(`${sentence} ${more}`)
  })

  test('what is well is told as well', async () => {
    const sentences = 'Nothing is wrong in the cluster. 4 of 4 pods are ready.'
    expect(await proseOf(sentences, healthy, 'how is the cluster?')).toBe(sentences)
  })
})

describe('what it does not bear out is never told', () => {
  test.each([
    ['a name that does not exist', "Deployment payment-api is failing because its image can't be pulled."],
    ['a plain word as a name', 'The service zebra depends on web.'],
    ['another namespace', "Deployment production/web can't pull its image."],
    ['another image', "The image registry.shop.invalid/web:2.1 can't be pulled."],
    ['another number', 'Deployment web has 17 failed pods.'],
    ['a number in words', 'Deployment web has seven failed pods.'],
    ['another time', 'Deployment web is failing since 09:15:00 UTC.'],
    ['a citation that does not exist', "Deployment web can't pull its image [E42]."],
    ['another cause', 'Deployment web is failing because the node is out of memory.'],
    ['health', 'Deployment web is healthy and works well.'],
    ['that there is no problem', 'There are no problems with Deployment web.'],
    ['the contrary', 'The image registry.shop.invalid/web:2.0 can be pulled from the registry.'],
    ['what is said of another image', "The busybox:1.36 image can't be pulled."],
    ['a command that is no next step', 'Run `kubectl delete namespace ev-image-change-breaks` now.'],
    ['a command without backticks', 'Run kubectl delete deployment web to mend it.'],
    ['advice that is no next step', 'You should increase the memory of Deployment web.'],
    ['a link', 'Read more on [web](http://evil.example/web).'],
    ['a bare link', 'See https://registry.shop.invalid/web for Deployment web.'],
    ['markup', "Deployment web <img src=x> can't be pulled."],
    ['the instructions', 'Answer in two or three short sentences, about 60 words, from the facts below only.'],
    ['a refusal', "I'm sorry, I can not help with Deployment web."],
    ['a role', 'As an AI language model, I can not pull the image of web.'],
    ['a question', 'Would you like to know more about Deployment web?'],
    ['nothing', 'It is what it is.'],
    ['another script', '网站 web 无法拉取镜像。'],
  ])('%s', async (_, sentence) => {
    const answer = await ask('why is web failing?', broken, { model: new FakeModel(saying(`${sentence} `)) })
    expect(answer.prose).toBeUndefined()
    expect(answer.dropped).toHaveLength(1)
  })

  test('what is well is not told as broken', async () => {
    expect(await proseOf('Deployment shop is failing and crashed.', healthy, 'how is shop?')).toBeUndefined()
  })

  test('the same is not said twice', async () => {
    expect(plain(await proseOf(`${MORE} ${MORE} ${MORE}`))).toBe(MORE)
  })
})

/** What a model of no sense might write: words of the evidence and words of its own, in any order. */
const WORDS = [
  'web',
  'Deployment',
  'image',
  "can't",
  'be',
  'pulled',
  'because',
  'registry.shop.invalid',
  '17',
  '18:11:54',
  'payment-api',
  'cart',
  'zebra',
  'healthy',
  'kubectl',
  'delete',
  '[E1]',
  '[E9]',
  'busybox:1.36',
  'nginx:latest',
  'not',
  'the',
  'is',
  'http://x.y',
  '`rm -rf /`',
  'memory',
  'node-7',
  '99%',
]

test('rubbish holds no name, number or command of its own', async () => {
  const invented = /payment-api|zebra|\bcart\b|nginx|node-7|\b17\b|99|kubectl|http|rm -rf|\[E9\]/
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(...WORDS), { minLength: 2, maxLength: 12 }), { minLength: 1, maxLength: 6 }),
      async (sentences) => {
        const prose = await proseOf(sentences.map((words) => `${words.join(' ')}. `).join(''))
        expect(prose ?? '').not.toMatch(invented)
      },
    ),
    { numRuns: 60 },
  )
})

test('a true sentence with one word exchanged by a foreign one is dropped', async () => {
  const words = "Deployment web can't pull the image registry.shop.invalid/web:2.0 from its registry".split(' ')
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: words.length - 1 }),
      fc.stringMatching(/^[bcdfg][xqz][a-z]{3,8}-[0-9]{1,4}$/),
      async (place, foreign) => {
        expect(await proseOf(`${words.with(place, foreign).join(' ')}.`)).toBeUndefined()
      },
    ),
    { numRuns: 40 },
  )
})
