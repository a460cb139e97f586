/** A name that ends so holds a secret. What stands before it (`DB_`, `spring.datasource.`) does not matter. */
const NAMES = [
  'passwords?',
  'passwd',
  'passphrase',
  'passcode',
  '(?<![a-z])pass',
  '(?<=pg|my|db|smtp|redis|root|user|key|store)pass',
  '(?<![a-z])pwd',
  'secret',
  'token',
  'api[-_. ]?key',
  'access[-_. ]?key(?:[-_. ]?id)?',
  'account[-_. ]?key',
  'shared[-_. ]?(?:access[-_. ]?)?(?:key|signature)',
  'private[-_. ]?key',
  'secret[-_. ]?key',
  'encryption[-_. ]?key',
  'signing[-_. ]?key',
  'master[-_. ]?key',
  'auth[-_. ]?key',
  'subscription[-_. ]?key',
  'function[-_. ]?key',
  'instrumentation[-_. ]?key',
  'credentials?',
  'session[-_. ]?id',
  'x-amz-(?:signature|credential)',
  '(?<![a-z])sig(?:nature)?',
].join('|')

/** `name = value`, `"name": "value"`, `name => 'value'`, `\"name\":\"value\"`: what follows the name, up to the value. */
const ASSIGNMENT = new RegExp(String.raw`(${NAMES})(\\*["'\x60]?\]?\s{0,3}(?:=>|:=|[:=])\s{0,3})(\\*["'\x60])?`, 'gi')
const FLAG = new RegExp(String.raw`(--[\w-]{0,40}(?:${NAMES})) (?!-)(?:"[^"]*"?|'[^']*'?|[^\s"']+)`, 'gi')
/** An environment variable as objects write it: `name: DB_PASSWORD, value: x`. */
const NAMED_VALUE = new RegExp(
  String.raw`(name\\*["']?\s*[:=]\s*\\*["']?[\w.-]{0,80}(?:${NAMES})\\*["']?,?\s*\\*["']?value\\*["']?\s*[:=]\s*)(?:\\*"[^"]*"|'[^']*'|[^\s,}"']+)`,
  'gi',
)

/** Prose after a colon (`invalid token: expired`), and values that hold nothing. */
const NO_SECRET = new RegExp(
  String.raw`^(?:\*+|<[^>]*>|\[?redacted\]?|\(?(?:null|nil|none|undefined|true|false|yes|no|empty|unset|not|must|is|was|are|has|have|should|will|would|can|cannot|could|couldn't|can't|does|doesn't|did|too|may|expired|invalid|unbound|parameter|variable|environment|missing|required|rejected|revoked|unknown|malformed|incorrect|wrong|mismatch|eof|forbidden|unauthorized|unauthenticated|denied|failed|failure|error|errors?|unable|context|permission|open|read|unexpected|illegal|status|http|https|get|post|connection|dial|timeout|the|a|an|in|on|at|for|from|to|of|and|or|with|by|file|path|signature|length|format|value|key|token|secret|password|found|exists|ok|rpc|x509|crypto|bcrypt|sha256|system|serviceaccounts?|pods?|[345]\d\d)\)?)$`,
  'i',
)
/** `secret="shop/db-tls"`, as the components of Kubernetes name objects. */
const OBJECT_NAME = /^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9.-]*$/

/** Masks values by the names that they are given. */
export function maskAssignments(text: string): string {
  let result = ''
  let end = 0
  for (const match of text.matchAll(ASSIGNMENT)) {
    const start = match.index + match[0].length
    if (match.index < end || (match[3] === undefined && isProse(text, match.index))) continue
    const length = secretLength(text, start, match)
    if (length === 0) continue
    // A number in JSON becomes text, so that what was JSON stays JSON.
    result += match[3] === undefined && /^["']/.test(match[2] ?? '') ? `${text.slice(end, start)}"***"` : `${text.slice(end, start)}***`
    end = start + length
  }
  const masked = end === 0 ? text : result + text.slice(end)
  return masked.replace(FLAG, '$1 ***').replace(NAMED_VALUE, '$1***')
}

/** `Unexpected token: }` is a parser speaking, `non-existent secret key: ca.crt` and `failed to fetch token: …` the kubelet. */
function isProse(text: string, index: number): boolean {
  return /(?:unexpected|illegal|non-existent|(?:fetch|get|obtain|acquire|refresh|request)(?:ing)?(?: [a-z]{1,12})?) $/i.test(
    text.slice(Math.max(0, index - 32), index),
  )
}

function secretLength(text: string, start: number, [, name = '', separator = '', quote]: RegExpExecArray): number {
  if (/^pwd$/i.test(name) && text[start] === '/') return 0
  const value = quote === undefined ? bareValue(text, start, name, separator) : quotedValue(text, start, quote)
  const word = withoutPunctuation(value)
  if (word === '' || NO_SECRET.test(word)) return 0
  return /^secret$/i.test(name) && OBJECT_NAME.test(value) ? 0 : value.length
}

/** Without the end of a sentence. No pattern: one that looks for the end begins anew at each dot of a long row. */
function withoutPunctuation(value: string): string {
  let end = value.length
  while (end > 0 && '.,;:)}]!?'.includes(value.charAt(end - 1))) end--
  return value.slice(0, end)
}

/** Up to the quote that closes it; all there is where the line was cut. */
function quotedValue(text: string, start: number, quote: string): string {
  if (quote.length > 1) {
    const close = text.indexOf(quote, start)
    return text.slice(start, close < 0 ? undefined : close)
  }
  for (let index = start; index < text.length; index++) {
    if (text[index] === '\\') index += 1
    else if (text[index] === quote) return text.slice(start, index)
  }
  return text.slice(start)
}

const BARE = /(?:(?!,\s*["']?[\w.-]+["']?\s*[=:])[^\s;&"'<>])+/y
const JSON_SCALAR = /[\w.+-]*/y
const REST_OF_LINE = /[^\r\n]*/y

function bareValue(text: string, start: number, name: string, separator: string): string {
  if (/^["']/.test(separator)) return matchAt(JSON_SCALAR, text, start)[0] ?? ''
  if (text[start] === '{' || text[start] === '[') return ''
  // A line of YAML or of a properties file: its value may have blanks.
  const isOwnLine =
    separator.startsWith(':') &&
    /^pass/i.test(name) &&
    /(?:^|\n)[\s-]*[\w.-]*$/.test(text.slice(Math.max(0, start - 80), start - name.length - separator.length))
  const [first = ''] = matchAt(BARE, text, start)
  if (!isOwnLine || NO_SECRET.test(first) || /^[|>]/.test(first)) return first
  return (matchAt(REST_OF_LINE, text, start)[0] ?? '').trimEnd()
}

function matchAt(pattern: RegExp, text: string, index: number): readonly string[] {
  pattern.lastIndex = index
  return pattern.exec(text) ?? []
}
