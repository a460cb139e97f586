import { draft, type Draft, type Material } from './draft.ts'

/** What can be asked. */
export function writeHelp({ incidents, state }: Material): Draft {
  const ill = incidents.find((incident) => incident.state === 'open')?.cause.object.name
  const names = state
    .list('Deployment')
    .filter(({ name }) => name !== ill)
    .map(({ name }) => name)
  const [first = ill ?? 'NAME', second = names[1] ?? 'NAME'] = [ill ?? names[0], ill === undefined ? names[1] : names[0]]
  return draft('Ask about this cluster in your own words: what is broken, why, what changed, and what to do.', [
    [
      `- how it is: \`How is the cluster?\`, \`Is ${first} healthy?\``,
      `- why something fails: \`Why is ${first} failing?\``,
      '- what changed: `What changed in the last 30 minutes?`, `What changed before the deploy?`',
      '- lists and counts: `Which pods are not ready?`, `How many deployments are there?`, `Which images are used?`',
      `- logs and events: \`Show the error logs of ${first}\`, \`Warnings in the last hour\``,
      '- resources: `Which pods use the most memory?`',
      `- comparison: \`What is different between ${first} and ${second}?\`, \`Compare ${first} with an hour ago\``,
      `- who uses what: \`What does ${first} depend on?\`, \`Who uses ${first}?\``,
      '- what comes: `Will anything run out soon?`',
      '- what a word means: `What does CrashLoopBackOff mean?`',
      `- what to do: \`How do I fix ${first}?\``,
    ].join('\n'),
    'It only reads. It never changes the cluster, and it never sees what Secrets hold.',
  ])
}

/** What it does not do, and what it does, in one sentence. */
export function writeOutOfScope({ reading }: Material): Draft {
  if (reading.refusal === 'acts')
    return draft('This assistant only reads: it changes nothing in the cluster.', [
      'Ask `How do I fix …?` for the exact commands, which you run yourself.',
    ])
  if (reading.refusal === 'secret')
    return draft('What Secrets hold is never read, so it cannot be shown.', [
      'Their names and who uses them can be asked for: `Who uses Secret NAME?`',
    ])
  return draft('That is not about this cluster, so there is no answer to it here.', [
    'It answers what is broken, why, what changed and what to do. Type `help` for examples.',
  ])
}
