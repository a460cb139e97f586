import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Model, openModel } from '../index.ts'
import { collect } from '../test-support/collect.ts'
import { FakeEndpoint } from '../test-support/fake-endpoint.ts'
import { Pseudonyms } from './pseudonyms.ts'
import { RestoredStream } from './restored-stream.ts'
import { withPseudonyms } from './with-pseudonyms.ts'

const NAMES = ['shop', 'checkout', 'checkout-6d4cf56db6-2xkqp', 'payments-db', 'acme-prod-node-1', 'api']

function hidden(text: string, names: readonly string[] = NAMES): { readonly text: string; readonly pseudonyms: Pseudonyms } {
  const pseudonyms = new Pseudonyms()
  return { text: pseudonyms.hide(text, pseudonyms.matcher(names)), pseudonyms }
}

const EVIDENCE = `[E1] Pod shop/checkout-6d4cf56db6-2xkqp on acme-prod-node-1 (10.244.3.17, fd00:10:244::1f) was killed.
[E2] Deployment checkout: image registry.acme-corp.com:5000/team/checkout:1.4.2 and ghcr.io/acme-corp/side/car@sha256:abc
[E3] dial tcp payments-db.shop.svc.cluster.local:5432; see https://wiki.acme-corp.com/run?id=7; mail ops@acme-corp.com
[E4] subscription 8a0f5c1e-2d3b-4c5d-9e8f-0a1b2c3d4e5f, kubectl rollout undo deployment/checkout -n shop`

describe('pseudonyms', () => {
  it('hide every name, address, host, image, mail address and id', () => {
    const { text } = hidden(EVIDENCE)
    for (const secret of [
      ...NAMES.filter((name) => name !== 'api'),
      'acme',
      '10.244',
      'fd00',
      'team/',
      'ops@',
      '8a0f5c1e',
      '2xkqp',
      'wiki',
    ])
      expect(text).not.toContain(secret)
    expect(text).toContain('kubectl rollout undo deployment/name-')
    expect(text).toContain('ghcr.io/image-')
    expect(text).toContain(':1.4.2')
  })

  it('give the text back, whole', () => {
    const { text, pseudonyms } = hidden(EVIDENCE)
    expect(pseudonyms.restore(text)).toBe(EVIDENCE)
  })

  it('are the same for the same name, in every request', () => {
    const pseudonyms = new Pseudonyms()
    const first = pseudonyms.hide('Is checkout up?', pseudonyms.matcher(NAMES))
    expect(pseudonyms.hide('checkout: is it up?', pseudonyms.matcher([...NAMES, 'more']))).toBe(
      `${/name-\d+x/.exec(first)?.[0]}: is it up?`,
    )
  })

  it('leave what everybody has: default, kube-system, the registries of Kubernetes, API groups, versions', () => {
    const plain = 'default kube-system registry.k8s.io/pause:3.9 networking.k8s.io/v1 Kubernetes 1.34.2 of 127.0.0.1'
    expect(hidden(plain, ['default', 'kube-system']).text).toBe(plain)
  })

  it('hide the parts of a host of the cluster, and the host of a cluster in Azure', () => {
    const { text, pseudonyms } = hidden(
      'shop: ghost.shop.svc.cluster.local:80, acme-prod-dns-1a2b.hcp.westeurope.azmk8s.io, acme.azurecr.io/team/app:2',
    )
    expect(text).toMatch(/^(name-\d+x): name-\d+x\.\1\.svc\.cluster\.local:80, host-\d+x, image-\d+x:2$/)
    expect(pseudonyms.restore(text)).toContain('ghost.shop.svc.cluster.local:80, acme-prod-dns')
  })

  it('do not touch a word that has a name in it', () => {
    expect(hidden('apiVersion rapid therapist api').text).toMatch(/^apiVersion rapid therapist name-\d+x$/)
  })

  it('find a name in other letters, and give it back as it is in the cluster', () => {
    const { text, pseudonyms } = hidden('Is Checkout up?')
    expect(text).toMatch(/^Is name-\d+x up\?$/)
    expect(pseudonyms.restore(text)).toBe('Is checkout up?')
  })

  it('are not confused by text that looks like one', () => {
    const { text, pseudonyms } = hidden('name-1x calls checkout and name-2x')
    expect(pseudonyms.restore(text)).toBe('name-1x calls checkout and name-2x')
  })

  it('are quick with long lines that strangers made', () => {
    const began = performance.now()
    for (const piece of ['a', 'a.', 'a-', 'a@', '1.', ':', 'name-', 'x/', '::1']) hidden(piece.repeat(10_000))
    expect(performance.now() - began).toBeLessThan(4000)
  })

  it('come back in capitals and in the possessive', () => {
    const { text, pseudonyms } = hidden('checkout')
    expect(pseudonyms.restore(`${text.toUpperCase()} and ${text}'s pods`)).toBe("checkout and checkout's pods")
  })
})

describe('a restored stream', () => {
  it('gives the same text however it is cut', () => {
    const { text, pseudonyms } = hidden(EVIDENCE)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 400 }), (lengths) => {
        const stream = new RestoredStream(pseudonyms)
        let out = ''
        let at = 0
        for (const length of lengths) {
          out += stream.push(text.slice(at, at + length))
          at += length
        }
        return out + stream.push(text.slice(at)) + stream.end() === EVIDENCE
      }),
      { numRuns: 200 },
    )
  })

  it('holds nothing back but what may be a pseudonym', () => {
    const stream = new RestoredStream(new Pseudonyms())
    expect(stream.push('The pod is ')).toBe('The pod is ')
    expect(stream.push('failing. n')).toBe('failing. ')
    expect(stream.push('o')).toBe('no')
  })
})

describe('a model elsewhere', () => {
  async function remote(run: (model: Model, endpoint: FakeEndpoint) => Promise<void>, names?: () => Iterable<string>): Promise<void> {
    const endpoint = await FakeEndpoint.start({ flavour: 'openai' })
    const model = await openModel({ provider: 'openai-compatible', endpoint: `${endpoint.origin}/v1` })
    if (model === undefined) throw new Error('no model')
    try {
      await run(withPseudonyms(model, names), endpoint)
    } finally {
      await model.close()
      await endpoint.stop()
    }
  }

  it('is never sent a name, and answers with names', async () => {
    await remote(
      async (model, endpoint) => {
        endpoint.behaviours = [{ does: 'say', words: ['The pod na', 'me-', '2', 'x of name-', '1x is out of memory.'] }]
        const { text } = await collect(model, { messages: [{ role: 'user', content: 'Why does shop/checkout fail at 10.0.0.7?' }] })
        expect(text).toBe('The pod checkout of shop is out of memory.')
        expect(JSON.stringify(endpoint.asked[0]?.body)).not.toMatch(/shop|checkout|10\.0\.0\.7/)
      },
      () => ['shop', 'checkout'],
    )
  })

  it('is sent nothing while the names are not known', async () => {
    await remote(async (model, endpoint) => {
      expect((await collect(model)).fault).toMatchObject({ code: 'MODEL_NAMES_MISSING', category: 'critical' })
      expect(endpoint.asked.length).toBe(0)
      expect((await collect(model, { names: ['checkout'] })).fault).toBeUndefined()
      expect(JSON.stringify(endpoint.asked[0]?.body)).not.toContain('checkout')
    })
  })

  it('says what leaves, and gets values with names', async () => {
    await remote(
      async (model, endpoint) => {
        expect(await model.status()).toMatchObject({ pseudonyms: true, leaves: expect.stringContaining('pseudonyms') as string })
        endpoint.behaviours = [{ does: 'say', words: ['{"of":["name-1x"]}'] }]
        const got = await model.structured({
          messages: [{ role: 'user', content: 'shop?' }],
          name: 'v',
          schema: {},
          parse: (value) => value,
        })
        expect(got).toMatchObject({ ok: true, value: { of: ['shop'] } })
      },
      () => ['shop'],
    )
  })

  it('has pseudonyms by default, one on this machine has none', async () => {
    const far = await openModel({ provider: 'openai-compatible', endpoint: 'https://models.example.com/v1', names: () => [] })
    const near = await openModel({ provider: 'openai-compatible', endpoint: 'http://localhost:1/v1' })
    const open = await openModel({ provider: 'openai-compatible', endpoint: 'https://models.example.com/v1', pseudonyms: false })
    const stop = AbortSignal.timeout(2000)
    expect([far?.local, near?.local, open?.local]).toEqual([false, true, false])
    expect((await near?.status(stop))?.leaves).toBe('Nothing leaves this machine.')
    await Promise.all([far?.close(), near?.close(), open?.close()])
  })

  it('is told of runbooks only where the setting says so, and its status says which', async () => {
    const elsewhere = { provider: 'openai-compatible', endpoint: 'https://models.invalid/v1', names: () => [] }
    for (const pseudonyms of [true, false])
      for (const [runbooks, words] of [
        [undefined, 'but not your runbooks'],
        [true, 'your runbooks among it'],
      ] as const) {
        const model = await openModel({ ...elsewhere, pseudonyms, runbooks })
        expect(model?.seesRunbooks).toBe(runbooks === true)
        expect((await model?.status())?.leaves).toContain(words)
        await model?.close()
      }
    const near = await openModel({ provider: 'openai-compatible', endpoint: 'http://localhost:1/v1' })
    expect(near?.seesRunbooks).toBe(true)
    await near?.close()
  })
})
