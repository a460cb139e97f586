import { describe, expect, it } from 'vitest'
import { detector, type Effect, finding } from '../detect/detector.ts'
import { fieldEvidence } from '../detect/evidence.ts'
import { readExample } from '../detect/test-support/read-example.ts'
import { findIncidents } from './find-incidents.ts'

/** A detector that finds what an annotation says: so that folding is tested apart from what real detectors see. */
function marker(
  id: string,
  effect: Effect | undefined,
  explains?: readonly Effect[],
  severity: 'error' | 'info' = 'error',
  standsAlone = false,
) {
  return detector({
    id,
    group: 'pod',
    title: id,
    why: '',
    help: 'Look.',
    severity,
    standsAlone,
    reads: [],
    ...(effect === undefined ? {} : { effect }),
    ...(explains === undefined ? {} : { explains }),
    *detect(state) {
      for (const object of state.snapshot.objects) {
        const mark = object.annotations.at(id)
        const [since = '', about, lacks] = mark.text?.split(' ') ?? []
        const blames = lacks === undefined ? [] : [{ kind: 'ConfigMap', namespace: 'shop', name: lacks }]
        if (mark.exists)
          yield finding(object, { message: id, since: Date.parse(since), about, blames, evidence: [fieldEvidence(object, mark)] })
      }
    },
  })
}

const DETECTORS = [
  marker('quota', undefined, ['not-created']),
  marker('refused', 'not-created'),
  marker('lost', undefined, ['crashing', 'not-ready']),
  marker('lacking', 'not-started'),
  marker('crash', 'crashing'),
  marker('unready', 'not-ready'),
  marker('short', 'short'),
  marker('no-endpoints', 'no-endpoints'),
  marker('no-route', 'no-route'),
  marker('wrong-name', 'no-route', undefined, 'error', true),
  marker('scaled-to-zero', undefined, ['no-endpoints', 'no-route'], 'info'),
]

function workload(name: string, marks: string, environment = '[]'): string {
  return `
  - apiVersion: apps/v1
    kind: Deployment
    metadata: { namespace: shop, name: ${name}, annotations: { ${marks} } }
    spec: { selector: {}, template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: ${name}, image: x, env: ${environment} }] } } }`
}

function service(name: string, marks: string): string {
  return `
  - { apiVersion: v1, kind: Service, metadata: { namespace: shop, name: ${name}, annotations: { ${marks} } }, spec: { selector: { app: ${name} } } }`
}

function incidentsOf(objects: string) {
  const { state } = readExample(`objects:${objects}`)
  return findIncidents(state, DETECTORS).map(({ cause, symptoms }) => [
    `${cause.detector} ${cause.object.name}`,
    ...symptoms.map(({ detector, object }) => `${detector} ${object.name}`),
  ])
}

const byCause = ([left = '']: readonly string[], [right = '']: readonly string[]): number => left.localeCompare(right)

const at = (minute: number): string => `"2026-11-22T09:${minute}:00Z"`

describe('findIncidents', () => {
  it('folds a whole chain into its cause', () => {
    const ingress = `
  - apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { namespace: shop, name: front, annotations: { no-route: ${at(41)} } }
    spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }`
    const objects = workload('web', `crash: ${at(40)}, short: ${at(41)}`) + service('web', `no-endpoints: ${at(41)}`) + ingress
    expect(incidentsOf(objects)).toEqual([['crash web', 'short web', 'no-endpoints web', 'no-route front']])
  })

  it('finds the cause behind a Service that a client names in its environment, when that broke first', () => {
    const client = workload('front', `crash: ${at(45)}`, '[{ name: DB, value: "postgres://db:5432/shop" }]')
    const database = workload('db', `crash: ${at(40)}`) + service('db', `no-endpoints: ${at(40)}`)
    expect(incidentsOf(client + database)).toEqual([['crash db', 'crash front', 'no-endpoints db']])
  })

  it('does not blame what broke later, or what nobody depends on', () => {
    const client = workload('front', `crash: ${at(30)}`, '[{ name: DB, value: db }]')
    const database = workload('db', `crash: ${at(40)}`) + service('db', '')
    expect(incidentsOf(client + database).toSorted(byCause)).toEqual([['crash db'], ['crash front']])
  })

  it('lets a cause explain only what it can bring about', () => {
    const quota = `
  - { apiVersion: v1, kind: ResourceQuota, metadata: { namespace: shop, name: limit, annotations: { quota: ${at(40)} } } }`
    expect(incidentsOf(quota + workload('web', `refused: ${at(41)}`) + workload('other', `crash: ${at(42)}`)).toSorted(byCause)).toEqual([
      ['crash other'],
      ['quota limit', 'refused web'],
    ])
  })

  it('blames a lost node only for what shows on it', () => {
    const node = `
  - { apiVersion: v1, kind: Node, metadata: { name: lost, annotations: { lost: ${at(30)} } } }`
    const set = (name: string): string => `
  - { apiVersion: apps/v1, kind: ReplicaSet, metadata: { namespace: shop, name: ${name}-1, owner: Deployment ${name} } }`
    const pod = (name: string, place: string, marks: string): string => `
  - { apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: ${name}-${place}, owner: ReplicaSet ${name}-1, annotations: { ${marks} } }, spec: { nodeName: ${place} } }`
    const here = workload('here', '') + set('here') + pod('here', 'lost', `crash: ${at(41)}`)
    const there = workload('there', '') + set('there') + pod('there', 'lost', '') + pod('there', 'well', `crash: ${at(42)}`)
    expect(incidentsOf(node + here + there).toSorted(byCause)).toEqual([['crash there'], ['lost lost', 'crash here']])
  })

  it('opens nothing for a fact that explains nothing, and names it as the cause where it explains', () => {
    expect(incidentsOf(workload('web', `scaled-to-zero: ${at(40)}`))).toEqual([])
    expect(incidentsOf(workload('web', `scaled-to-zero: ${at(40)}`) + service('web', `no-endpoints: ${at(40)}`))).toEqual([
      ['scaled-to-zero web', 'no-endpoints web'],
    ])
  })

  it('breaks a ring where it began', () => {
    const left = workload('left', `unready: ${at(40)}`, '[{ name: PEER, value: right }]') + service('left', `no-endpoints: ${at(40)}`)
    const right = workload('right', `unready: ${at(41)}`, '[{ name: PEER, value: left }]') + service('right', `no-endpoints: ${at(41)}`)
    const incidents = incidentsOf(left + right)
    expect(incidents).toHaveLength(1)
    expect(incidents[0]?.[0]).toMatch(/ left$/)
  })

  it('tells once what several workloads lack, whichever noticed it first', () => {
    const lacking = (minute: number, name: string): string => `lacking: "2026-11-22T09:${minute}:00Z ${name} ${name}"`
    expect(
      incidentsOf(workload('b', lacking(40, 'one')) + workload('a', lacking(41, 'one')) + workload('c', lacking(42, 'other'))),
    ).toEqual([['lacking a', 'lacking b'], ['lacking c']])
  })

  it('does not lay at a container what another one of the pod does by itself', () => {
    const both = workload('web', 'lacking: "2026-11-22T09:40:00Z web", crash: "2026-11-22T09:41:00Z side"').replace(
      'containers: [',
      'containers: [{ name: side, image: x }, ',
    )
    expect(incidentsOf(both).toSorted(byCause)).toEqual([['crash web'], ['lacking web']])
  })

  it('keeps apart what is wrong in an object itself and what is wrong behind it', () => {
    const ingress = `
  - apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: { namespace: shop, name: front, annotations: { wrong-name: ${at(41)} } }
    spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }`
    expect(incidentsOf(workload('web', `crash: ${at(40)}`) + service('web', '') + ingress).toSorted(byCause)).toEqual([
      ['crash web'],
      ['wrong-name front'],
    ])
  })
  it('goes back to the revision whose pods still serve, and not to one as broken', () => {
    const set = (revision: number, ready: number): string => `
  - apiVersion: apps/v1
    kind: ReplicaSet
    metadata: { namespace: shop, name: web-${revision}, owner: Deployment web, annotations: { deployment.kubernetes.io/revision: '${revision}' } }
    status: { readyReplicas: ${ready} }`
    const change = (minute: number, name: string, value: string): string => `
  - { object: Deployment shop/web, at: ${at(minute)}, kind: rollout, diff: [{ path: /spec/template/spec/containers/0/env/0/value, names: [${name}, web], from: x, to: ${value} }] }`
    const { state } =
      readExample(`objects:${workload('web', `deployment.kubernetes.io/revision: '3', crash: ${at(40)}`)}${set(1, 1)}${set(2, 0)}${set(3, 0)}
changes:${change(38, 'MODE', 'turbo')}${change(39, 'EXTRA', 'yes')}`)
    const [incident] = findIncidents(state, DETECTORS)
    expect(incident?.suspectChanges.map(({ at: time }) => time)).toEqual(['2026-11-22T09:39:00Z', '2026-11-22T09:38:00Z'])
    expect(incident?.nextSteps.at(-1)).toEqual({
      text: 'Or go back to revision 1, whose pods still serve.',
      command: 'kubectl rollout undo deployment/web -n shop --to-revision=1',
    })
  })
  it('does not lay at a Service whom a client names what the client says of itself', () => {
    const pod = (said: string): string => `
  - { apiVersion: apps/v1, kind: ReplicaSet, metadata: { namespace: shop, name: front-1, owner: Deployment front } }
  - apiVersion: v1
    kind: Pod
    metadata: { namespace: shop, name: front-1-x, owner: ReplicaSet front-1, annotations: { crash: "2026-11-22T09:45:00Z front" } }
    spec: { containers: [{ name: front, image: x }] }
    status: { phase: Running, containerStatuses: [{ name: front, restartCount: 3 }] }${workload('db', `crash: ${at(40)}`)}${service('db', '')}
logs:
  - { pod: shop/front-1-x, container: front, lines: ['2026-11-22T09:59:00Z ${said}'] }`
    const client = workload('front', '', '[{ name: DB, value: "postgres://db:5432/shop" }]')
    expect(incidentsOf(client + pod('SyntaxError: Unexpected token }')).toSorted(byCause)).toEqual([['crash db'], ['crash front']])
    expect(incidentsOf(client + pod('Error: connect ECONNREFUSED 10.0.0.1:5432'))).toEqual([['crash db', 'crash front']])
  })
})
