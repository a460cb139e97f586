import type { KnownFacts } from './known-facts.ts'

/** Names, numbers, times and commands in a text that nothing bears out. */
export function findInventions(text: string, facts: KnownFacts): string[] {
  const { prose, spans } = withoutCode(text.replaceAll(/\[E\d+(?:,\s*E\d+)*\]/g, ' '))
  return [
    ...spans.filter((span) => !isBorneOut(span, facts)).map((span) => `\`${span}\``),
    ...namesIn(prose).filter((name) => !isKnownName(name, facts)),
    ...numbersIn(prose, facts),
  ]
}

/** An example of a question, or the word to ask for help with. */
const EXAMPLE = /^(?:how|what|which|who|why|when|is|are|will|show|compare|warnings|help)\b/i

function isBorneOut(span: string, facts: KnownFacts): boolean {
  if (isCommand(span)) return isKnownCommand(span, facts)
  return isKnownName(span, facts) || EXAMPLE.test(span) || (/^\d/.test(span) && numbersIn(span, facts).length === 0)
}

const COMMAND = /^(?:\$ )?(?:kubectl|az|helm|oc|k3s|docker|crictl|curl|rm|ssh|aks-copilot) /

function isCommand(span: string): boolean {
  return COMMAND.test(span)
}

/** Code apart from prose; what a fenced block holds that is no command is quoted text. */
function withoutCode(text: string): { readonly prose: string; readonly spans: readonly string[] } {
  const spans: string[] = []
  const unfenced = text.replaceAll(/```[a-z]*\n([\s\S]*?)```/g, (_, body: string) => {
    spans.push(
      ...body
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
    return ' '
  })
  const prose = unfenced.replaceAll(/(`+)([^\n]*?[^`\n])\1(?!`)/g, (_, __, span: string) => {
    spans.push(span.trim())
    return ' '
  })
  return { prose, spans }
}

const READS =
  /^kubectl (?:get|describe|logs|top|explain|events|auth can-i|rollout (?:status|history)|config (?:current-context|get-contexts)|version|cluster-info)\b/
const GRAMMAR =
  /^(?:kubectl|get|describe|logs|top|explain|events|auth|can-i|rollout|status|history|config|version|-.*|\d+[smh]?|yaml|json|wide|name|all|--|\|)$/

/** A command comes from what the product found or from a cited article; one that only reads may be put together of names that are there. */
function isKnownCommand(span: string, facts: KnownFacts): boolean {
  const command = span.replace(/^\$ /, '')
  if (facts.commands.has(command) || facts.near.includes(command)) return true
  if (!READS.test(command) || /[;&`$<>]/.test(command)) return false
  return command.split(/[\s/,=]+/).every((word) => GRAMMAR.test(word) || KINDS.test(word) || isKnownName(word, facts))
}

const KINDS =
  /^(?:pods?|po|deployments?|deploy|replicasets?|rs|statefulsets?|sts|daemonsets?|ds|jobs?|cronjobs?|services?|svc|endpoints|endpointslices?|ingress(?:es)?|nodes?|namespaces?|ns|configmaps?|cm|secrets?|persistentvolumeclaims?|pvc|persistentvolumes?|pv|storageclass(?:es)?|sc|resourcequotas?|quota|horizontalpodautoscalers?|hpa|networkpolic(?:y|ies)|poddisruptionbudgets?|pdb|serviceaccounts?|sa|events?|metadata.*|lastTimestamp)$/i

/** Whatever the text, or each of its words, stands in the records. */
function isKnownName(span: string, { texts }: KnownFacts): boolean {
  const text = span.replaceAll('…', '').trim()
  if (texts.includes(text)) return true
  return text.split(/[\s/,=→"'(){}[\]]+/).every((word) => {
    const bare = word.replaceAll(/^[.:]+|[.:;]+$/g, '')
    return bare === '' || KINDS.test(bare) || texts.includes(bare) || /^(?:ago|min|none|true|false|of|and|to|the|\*\*\*|\d+)$/.test(bare)
  })
}

/** What looks like the name of a pod or an image or an address, out of code. */
function namesIn(prose: string): string[] {
  return [
    ...prose.matchAll(
      /\b(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[a-z0-9]*\d[a-z0-9]*(?:-[a-z0-9]+)*|[\w.-]+\.[a-z]{2,}\/[\w./-]+(?::[\w.-]+)?|\d+\.\d+\.\d+\.\d+|https?:\/\/\S+)/g,
    ),
  ].map(([name]) => name.replace(/[.,;:)]+$/, ''))
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1e3,
  sec: 1e3,
  second: 1e3,
  min: 6e4,
  minute: 6e4,
  h: 3.6e6,
  hour: 3.6e6,
  d: 8.64e7,
  day: 8.64e7,
}
const SIZES: Readonly<Record<string, number>> = {
  b: 1,
  kib: 2 ** 10,
  ki: 2 ** 10,
  mib: 2 ** 20,
  mi: 2 ** 20,
  gib: 2 ** 30,
  gi: 2 ** 30,
  tib: 2 ** 40,
  m: 0.001,
  core: 1,
  millicore: 0.001,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
}

function numbersIn(prose: string, facts: KnownFacts): string[] {
  const wrong: string[] = []
  let rest = prose.replaceAll(/^\s*\d+[.)]\s/gm, ' ')
  const take = (pattern: RegExp, isKnown: (match: RegExpExecArray) => boolean): void => {
    rest = rest.replaceAll(pattern, (...parts: unknown[]) => {
      const match = pattern.flags.includes('g') ? new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(String(parts[0])) : null
      if (match !== null && !isKnown(match) && !facts.near.includes(match[0].trim())) wrong.push(match[0].trim())
      return ' '
    })
  }
  take(/\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g, ([text]) => isTime(Date.parse(text), facts, 1000))
  take(/\b\d{4}-\d\d-\d\d\b/g, ([text]) => facts.times.some((time) => new Date(time).toISOString().startsWith(text)))
  take(/\b\d{1,2}:\d\d(?::\d\d)?\b/g, ([text]) => facts.times.some((time) => isClock(time, text)))
  take(/\b\d+(?:\.\d+)?\s?(?:seconds?|sec|s|minutes?|min|hours?|h|days?|d)\b/gi, ([text]) => isSpan(text, facts))
  take(/\b\d+(?:\.\d+)?\s?%/g, ([text]) => isShare(Number.parseFloat(text), facts))
  take(/\b\d+(?:\.\d+)?\s?(?:[KMGT]i?B|[KMGT]i|B|cores?|millicores?|m)\b/gi, ([text]) => isQuantity(text, facts))
  take(/\b[a-z][\w.-]*\d[\w.-]*\b/gi, () => true)
  take(/(?<![\w.])\d+(?:\.\d+)*(?![\w])/g, ([text]) => facts.counts.has(Number(text)) || hasWord(facts.near, text))
  return wrong
}

function isTime(time: number, { times }: KnownFacts, tolerance: number): boolean {
  return times.some((known) => Math.abs(known - time) <= tolerance)
}

function isClock(time: number, text: string): boolean {
  const [hour = '', ...others] = text.split(':')
  const wanted = [hour.padStart(2, '0'), ...others].join(':')
  const length = wanted.length === 5 ? 16 : 19
  return [0, 30_000].some((shift) => new Date(time + shift).toISOString().slice(11, length) === wanted)
}

/** How long ago something was, or how long it took, rounded to its unit. */
function isSpan(text: string, { times, now }: KnownFacts): boolean {
  const unit =
    UNITS[
      text
        .replaceAll(/[\d.\s]/g, '')
        .toLowerCase()
        .replace(/(?<=..)s$/, '')
    ] ?? 1
  const [value, tolerance] = [Number.parseFloat(text) * unit, Math.max(unit, 1000)]
  const matches = (span: number): boolean => Math.abs(Math.abs(span) - value) <= tolerance
  return (
    times.some((time) => matches(now - time)) || (times.length < 400 && times.some((one) => times.some((other) => matches(one - other))))
  )
}

function isShare(percent: number, { shares }: KnownFacts): boolean {
  return shares.some((share) => Math.abs(share - percent) <= 1)
}

function isQuantity(text: string, { quantities }: KnownFacts): boolean {
  const unit =
    SIZES[
      text
        .replaceAll(/[\d.\s]/g, '')
        .toLowerCase()
        .replace(/(?<=..)s$/, '')
    ] ?? 1
  const value = Number.parseFloat(text) * unit
  const digits = /\.(\d+)/.exec(text)?.[1]?.length ?? 0
  const tolerance = Math.max(unit * 10 ** -digits, 0.01 * value)
  return quantities.some((known) => Math.abs(known - value) <= tolerance)
}

function hasWord(text: string, word: string): boolean {
  const escaped = word.replaceAll('.', String.raw`\.`)
  return new RegExp(`(?<![\\w.])${escaped}(?![\\w])`).test(text)
}
