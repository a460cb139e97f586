import { draft, type Draft, type Material } from './draft.ts'

/** What can be asked. */
export function writeHelp(): Draft {
  return draft('Ask about this cluster in your own words: what is broken, why, what changed, and what to do.', [
    [
      '- how it is: `How is the cluster?`, `Is checkout healthy?`',
      '- why something fails: `Why is checkout failing?`',
      '- what changed: `What changed in the last 30 minutes?`, `What changed before the deploy?`',
      '- lists and counts: `Which pods are not ready?`, `How many deployments in shop?`, `Which images are used?`',
      '- logs and events: `Show the error logs of cart`, `Warnings in shop since 10:00`',
      '- resources: `Which pods use the most memory?`',
      '- comparison: `What is different between cart and checkout?`, `Compare cart with an hour ago`',
      '- who uses what: `Who uses ConfigMap settings?`',
      '- what comes: `Will anything run out soon?`',
      '- what a word means: `What does CrashLoopBackOff mean?`',
      '- what to do: `How do I fix checkout?`',
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
    return draft('What Secrets hold is never read, so it can not be shown.', [
      'Their names, keys and who uses them can be asked for: `Who uses Secret shop-login?`'.replace('shop-login', 'NAME'),
    ])
  return draft('That is not about this cluster, so there is no answer to it here.', [
    'It answers what is broken, why, what changed and what to do. Type `help` for examples.',
  ])
}
