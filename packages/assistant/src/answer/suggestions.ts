import type { Draft, Material } from './draft.ts'

const MOST = 4
const WRITES_LOGS: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Service'])

/** What one might ask next, made of what is there now. */
export function suggestionsFor({ incidents }: Draft, { reading, incidents: all, state }: Material): readonly string[] {
  const asked = reading.question.toLowerCase().replace(/[?.!\s]+$/, '')
  const incident = incidents[0] ?? all.find((one) => one.state === 'open')
  const name = incident?.cause.object.name ?? reading.objects.find(({ kind }) => WRITES_LOGS.has(kind))?.name
  const quiet = state.list('Deployment')[0]?.name
  const ideas = [
    ...(incident === undefined
      ? []
      : [
          `Why is ${incident.cause.object.name} failing?`,
          `How do I fix ${incident.cause.object.name}?`,
          `What changed before ${incident.cause.object.name} broke?`,
        ]),
    ...(name === undefined ? [] : [`Show the logs of ${name}`]),
    ...(incident === undefined
      ? [
          'What changed in the last 30 minutes?',
          'Will anything run out soon?',
          ...(quiet === undefined ? [] : [`Which images does ${quiet} use?`]),
          'Which pods use the most memory?',
        ]
      : ['What else is broken?']),
  ]
  return [...new Set(ideas)].filter((idea) => idea.toLowerCase().replace(/[?.!\s]+$/, '') !== asked).slice(0, MOST)
}
