/** Packs the articles of the knowledge base into packages/knowledge: the guides, and one article for each rule, detector and error code. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'
import { ERROR_CODES } from '../apps/cli/src/error-codes.ts'
import { DETECTOR_EXAMPLES } from '../packages/cluster/src/detect/detector-examples.generated.ts'
import { DETECTORS } from '../packages/cluster/src/detect/detectors.generated.ts'
import { unpackArticles } from '../packages/knowledge/src/articles/built-in-articles.ts'
import { parseArticle } from '../packages/knowledge/src/articles/parse-article.ts'
import type { TaggedArticle } from '../packages/knowledge/src/articles/tagged-article.ts'
import { RULE_EXAMPLES } from '../packages/manifests/src/inspect/rule-examples.generated.ts'
import type { Rule } from '../packages/manifests/src/inspect/rule.ts'
import { RULES } from '../packages/manifests/src/inspect/rules.generated.ts'

const GUIDES = new URL('../packages/knowledge/articles/', import.meta.url)
const PACKED = new URL('../packages/knowledge/src/articles/articles.generated.ts', import.meta.url)

const FIXES: Readonly<Record<Rule['fix'], string>> = {
  auto: '`aks-copilot fix` mends it by itself, where manifests and target profile leave no choice.',
  opt: '`aks-copilot fix` mends it where the target profile or `--allow` says so.',
  doc: '`aks-copilot fix` converts or removes the object, and lists what became of each field.',
  judge: 'A person must decide.',
  none: 'There is nothing to mend in the manifest.',
}

/** What kubectl and events call it. */
const STATUS_WORDS: Readonly<Record<string, readonly string[]>> = {
  'container-config-error': ['CreateContainerConfigError'],
  'container-crash-loop': ['CrashLoopBackOff', 'BackOff'],
  'container-create-failed': ['RunContainerError', 'CreateContainerError', 'StartError'],
  'container-oom-killed': ['OOMKilled', 'exit code 137', 'out of memory'],
  'cronjob-deadline-missed': ['MissSchedule', 'TooManyMissedTimes', 'missed schedule'],
  'deployment-progress-deadline': ['ProgressDeadlineExceeded'],
  'hpa-no-metrics': ['FailedGetResourceMetric', 'unknown targets'],
  'image-pull-failed': ['ImagePullBackOff', 'ErrImagePull', 'InvalidImageName'],
  'job-failed': ['BackoffLimitExceeded', 'DeadlineExceeded'],
  'liveness-probe-failing': ['Unhealthy', 'liveness probe failed'],
  'node-not-ready': ['NotReady'],
  'node-pressure': ['DiskPressure', 'MemoryPressure', 'PIDPressure', 'disk full'],
  'pod-evicted': ['Evicted'],
  'pod-unschedulable': ['Pending', 'FailedScheduling', 'Unschedulable'],
  'readiness-probe-failing': ['Unhealthy', 'readiness probe failed'],
  'replicaset-create-failed': ['FailedCreate', 'forbidden', 'exceeded quota'],
  'sandbox-failed': ['FailedCreatePodSandBox'],
  'volume-mount-failed': ['FailedMount', 'FailedAttachVolume', 'Multi-Attach error'],
}

function guides(): TaggedArticle[] {
  return readdirSync(GUIDES)
    .filter((file) => file.endsWith('.md'))
    .toSorted()
    .map((file) => {
      const { title, tags, source, text } = parseArticle(readFileSync(new URL(file, GUIDES), 'utf8'))
      if (title === undefined || source === undefined || tags.length === 0) throw new Error(`${file}: title, tags and source are needed.`)
      return { id: `guide/${file.slice(0, -3)}`, kind: 'guide', title, tags, source, text }
    })
}

function rules(): TaggedArticle[] {
  return RULES.map(({ id, title, why, help, severity, fix, kinds, group }) => {
    const { bad = '', fixed } = RULE_EXAMPLES[id] ?? {}
    const parts = [
      `${why}\n\n**How to mend it.** ${help} ${FIXES[fix]}\n\nRule \`${id}\`, ${severity}. Live with it: \`# aks-copilot-ignore ${id}: the reason\``,
      ...(bad === '' ? [] : [`## Example\n${fence(bad)}`]),
      ...(fixed === undefined || fixed === bad ? [] : [`## Example, mended\n${fence(fixed)}`]),
    ]
    const tags = [group, 'rule', ...(kinds === 'all' ? [] : kinds)]
    return { id: `rule/${id}`, kind: 'rule', title, tags, source: `aks-copilot rule ${id}`, text: parts.join('\n\n') }
  })
}

function detectors(): TaggedArticle[] {
  const unknown = Object.keys(STATUS_WORDS).filter((id) => !DETECTORS.some((detector) => detector.id === id))
  if (unknown.length > 0) throw new Error(`There is no detector ${unknown.join(', ')}.`)
  return DETECTORS.map(({ id, title, why, help, severity, reads, group }) => {
    const parts = [
      `${why}\n\n**What to do.** ${help}\n\nDetector \`${id}\`, ${severity}; reads ${reads.join(', ')}.`,
      ...(DETECTOR_EXAMPLES[id] === undefined ? [] : [`## A state in which it speaks\n${fence(DETECTOR_EXAMPLES[id])}`]),
    ]
    return {
      id: `detector/${id}`,
      kind: 'detector',
      title,
      tags: [group, 'detector', ...(STATUS_WORDS[id] ?? [])],
      source: `aks-copilot detector ${id}`,
      text: parts.join('\n\n'),
    }
  })
}

function errors(): TaggedArticle[] {
  return Object.entries(ERROR_CODES).map(([code, { category, means, remedy }]) => ({
    id: `error/${code.toLowerCase().replaceAll('_', '-')}`,
    kind: 'error',
    title: `Error ${code}`,
    tags: ['error code', category],
    source: `aks-copilot error code ${code}`,
    text: `${means}\n\n**What to do.** ${remedy}\n\nCategory: ${category}.`,
  }))
}

function fence(yaml: string): string {
  return `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``
}

/** Compared unpacked: another release of Node may pack the same text to other bytes. */
function write(articles: readonly TaggedArticle[]): void {
  const json = JSON.stringify(articles)
  const old = existsSync(PACKED) ? /'([^']+)'/.exec(readFileSync(PACKED, 'utf8'))?.[1] : undefined
  if (old !== undefined && JSON.stringify(unpackArticles(old)) === json) return
  if (process.argv.includes('--check')) {
    console.error(`${PACKED.pathname} is stale: run \`npm run generate\`.`)
    process.exitCode = 1
    return
  }
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: json.length,
  }
  const packed = brotliCompressSync(json, { params }).toString('base64')
  writeFileSync(
    PACKED,
    `// Made by scripts/generate-knowledge.ts from the guides, rules, detectors and error codes. Do not edit.\n\n/** base64 of brotli of a JSON list of articles. */\nexport const PACKED_ARTICLES =\n  '${packed}'\n`,
  )
}

write([...guides(), ...rules(), ...detectors(), ...errors()])
