import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readYaml } from '../packages/manifests/src/source/yaml.ts'
import { describeMetrics } from '../scripts/describe-metrics.ts'

const metrics = new Map(describeMetrics().map((metric) => [metric.name, metric]))

/** Names of series as Prometheus stores them: a histogram has three. */
const series = new Map(
  [...metrics.values()].flatMap((metric) =>
    (metric.kind === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map((end) => [`${metric.name}${end}`, metric] as const),
  ),
)

const target = z.object({ refId: z.string(), expr: z.string() })
const dashboardSchema = z.object({
  uid: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.unknown() })) }),
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.string(),
      title: z.string(),
      description: z.string().optional(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(target).default([]),
    }),
  ),
})
const rule = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string(),
  labels: z.object({ severity: z.enum(['critical', 'warning', 'info']) }),
  annotations: z.object({ summary: z.string(), description: z.string(), runbook_url: z.url() }),
})
const rulesSchema = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(rule) })) })

const dashboard = dashboardSchema.parse(JSON.parse(readFileSync('deploy/monitoring/dashboard.json', 'utf8')))
const yaml = readYaml(readFileSync('deploy/monitoring/alerts.yaml', 'utf8'))
const alerts = rulesSchema.parse(yaml.ok ? yaml.value : undefined).groups.flatMap(({ rules }) => rules)
const queries = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr })))
const all = [...queries, ...alerts.map(({ alert, expr }) => ({ where: alert, expr }))]

const WORD = /[a-z_]+_[a-z_]+/g
const LANGUAGE = new Set(['histogram_quantile', 'min_over_time'])

/** What a query names that the server does not have, be it a series or a label in braces or after `by`. */
function unknownIn(expr: string): string[] {
  const bare = expr.replaceAll(/\{[^}]*\}|"[^"]*"|\bby \([^)]*\)/g, '')
  const names = bare.match(WORD)?.filter((word) => !LANGUAGE.has(word)) ?? []
  const labels = [...expr.matchAll(/(\w+)\{([^}]*)\}/g)].flatMap(([, name = '', matchers = '']) =>
    [...matchers.matchAll(/(\w+)(?:=~|!=|=|!~)"/g)].map(([, label = '']) => ({ name, label })),
  )
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',').map((label) => label.trim()))
  const used = new Set(names.flatMap((name) => series.get(name)?.labels ?? []))
  return [
    ...names.filter((name) => !series.has(name)),
    ...labels.filter(({ name, label }) => series.get(name)?.labels.includes(label) === false).map(({ name, label }) => `${name}{${label}}`),
    ...grouped.filter((label) => label !== 'le' && !used.has(label)).map((label) => `by (${label})`),
  ]
}

describe('what watches the server', () => {
  it('knows what a query may name', () => {
    expect(unknownIn('sum by (le) (rate(aks_copilot_answer_seconds_bucket{prose="true"}[5m]))')).toEqual([])
    expect(unknownIn('sum by (pod) (rate(aks_copilot_answer_seconds{proze="true"}[5m]))')).toHaveLength(2)
    expect(unknownIn('aks_copilot_watches{stat="waiting"}')).toEqual(['aks_copilot_watches{stat}'])
  })

  it.each(all)('$where asks for what the server has', ({ expr }) => {
    expect(unknownIn(expr)).toEqual([])
  })

  it('shows every metric somewhere, or has an alert on it', () => {
    const text = all.map(({ expr }) => expr).join('\n')
    expect([...metrics.keys()].filter((name) => !text.includes(name))).toEqual([])
  })

  it('has panels that say what they are, and do not lie upon each other', () => {
    const places = dashboard.panels.flatMap(({ id, gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => ({ id, place: `${x + (cell % w)}/${y + Math.floor(cell / w)}` })),
    )
    expect(new Set(places.map(({ place }) => place)).size).toBe(places.length)
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    const silent = dashboard.panels.filter(
      ({ type, description, targets }) => type !== 'row' && (description === undefined || targets.length === 0),
    )
    expect(silent).toEqual([])
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
  })

  it('says that a watch waits from the first to the last', () => {
    const expr = alerts.find(({ alert }) => alert === 'AksCopilotWatchesWait')?.expr
    // What is compared with a moment of the past is silent where there was none, and clears by itself.
    expect(expr).not.toContain('offset')
    expect(expr).toContain('[1w:5m]')
    expect(expr).toContain('or 0 * sum by (cluster) (aks_copilot_watches)')
  })

  it('leads from every alert to a section of the guide', () => {
    const headings = [...readFileSync('docs/guides/operations.md', 'utf8').matchAll(/^### (.+)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    )
    for (const { annotations } of alerts) {
      const [page, anchor = ''] = annotations.runbook_url.split('#')
      expect(page).toMatch(/\/docs\/guides\/operations\.md$/)
      expect(headings).toContain(anchor)
    }
  })
})
