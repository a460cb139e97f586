/**
 * How programs say what is wrong: one pattern for each trouble that a detector knows. Groups name the thing in question where the phrase has
 * it. Kept together, so that what one detector explains is not told again by another.
 */

/** A connection that nobody took. A query or a lock that timed out is none. */
export const REFUSED =
  /(?<refused>connection refused|econnrefused|could not connect to server|actively refused)|(?<route>no route to host|ehostunreach|host is unreachable|network is unreachable|enetunreach)|(?<timeout>\bi\/o timeout|etimedout|esockettimedout|connection timed out|connect(?:ion)? time(?:d )?-?out|connecting to [^\n]{0,80}timed out|upstream timed out|failed to connect [^\n]{0,120}timed out|dial [^\n]{0,120}(?:timeout|deadline exceeded)|download timed out)/i

/** A name that does not resolve. */
export const UNRESOLVED = [
  /lookup (?<name>[\w.-]+)(?: on [\d.:[\]a-f]+)?: (?<why>no such host|i\/o timeout|server misbehaving|read udp)/,
  /getaddrinfo (?<why>ENOTFOUND|EAI_AGAIN|EAI_NODATA) (?<name>[\w.-]+)/,
  /(?:could not translate host name|could not resolve host(?: name)?:?|couldn't resolve host:?|unable to resolve host(?: address)?:?|failed to resolve(?: host)?:?|bad address|unknown mysql server host|host not found in upstream|cannot resolve host(?:name)?:?|could not resolve hostname) ["'\x60]?(?<name>[\w.-]{1,253})/i,
  /UnknownHostException: (?:Failed to resolve ['"])?(?<name>[\w.-]{1,253})(?!\w*\()/,
  /(?<![\w.-])(?<name>[\w.-]{1,253}) could not be resolved \(/,
  /(?:name or service not known|no such host is known\.?|name does not resolve|temporary failure in name resolution|nodename nor servname provided)[^\n]{0,20}\((?<name>[\w.-]{1,253}):\d+\)/i,
  /host=['"](?<name>[\w.-]+)['"][^\n]{0,400}(?<why>name or service not known|temporary failure in name resolution|failed to resolve|name does not resolve)/i,
  /Failed to open TCP connection to (?<name>[\w.-]+):\d+ \(getaddrinfo/,
] as const

/** A right of the file system or the kernel that is lacking. Rights in the API and in databases are other matters. */
export const FORBIDDEN_PATH =
  /(?<readonly>read-only file system|erofs)|(?<denied>(?<!publickey: )permission denied(?! (?:for|to) (?:\w+ )?(?:table|relation|schema|database|sequence|function|role|user|create|view|column)\b)(?! \(publickey)|\beacces\b|accessdeniedexception)|(?<operation>operation not permitted|\beperm\b)/i
export const DENIED_PORT =
  /(?:listen|bind)[^\n]{0,60}?:(?<port>\d{1,4})\b[^\n]{0,40}permission denied|bind\(\) to [\d.[\]:*]*?:(?<port2>\d{1,4}) failed \(13|EACCES: permission denied [\d.:]*?:(?<port3>\d{1,4})\b/i

export const ADDRESS_IN_USE =
  /eaddrinuse[^\n]{0,60}?:(?<port>\d{2,5})\b|(?:bind\(\) to|listen(?:ing)?(?: on)?|bind(?:ing)?(?: to)?|address|port)[^\n]{0,60}?:?(?<port2>\b\d{2,5})\b[^\n]{0,40}?(?:address (?:is )?already in use|address in use|(?:is|was) already in use)|address already in use[^\n]{0,20}?(?<port3>\b\d{2,5})?\b|\beaddrinuse\b/i

const VARIABLE = String.raw`["'\x60$]{0,2}\{?(?<name>[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Z][A-Z0-9]{3,})\}?["'\x60]?`
export const MISSING_VARIABLE = [
  new RegExp(
    String.raw`^(?!.*\b(?:header|field|column|argument|flag)\b).*?\b(?:missing|required|mandatory|undefined|unset|no)(?: required| mandatory)? (?:env(?:ironment)?(?: variables?|s)?|variables?|configuration|config|key|setting)(?:\(s\))?:? ${VARIABLE}`,
    'im',
  ),
  new RegExp(
    String.raw`\benv(?:ironment)?(?: variables?)?:? ${VARIABLE}[^\n]{0,12} (?:(?:is|was|are) )?(?:not (?:set|defined|found|specified|present|provided)|required|missing|undefined|unset|empty|must be)`,
    'i',
  ),
  new RegExp(
    String.raw`(?<![\w.])${VARIABLE} (?:environment variable )?(?:(?:is|was) )?(?:(?:not|un)[ -]?(?:set|defined|specified|provided)\b|(?:is |are )?required\b(?! by)|(?:is )?missing(?! from)\b|must (?:be (?:set|defined|specified|provided)|not be empty)|is undefined|is empty|cannot be empty)`,
  ),
  new RegExp(String.raw`(?<![\w.])${VARIABLE}: (?:parameter (?:not set|null or not set)|unbound variable)`),
  new RegExp(String.raw`required key ${VARIABLE} missing value`),
  new RegExp(
    String.raw`(?:you (?:must|need to) (?:specify|set|provide|define)|please (?:set|provide|define|specify)|must (?:set|specify|define|provide))(?: the)?(?: environment| env)?(?: variable)? ${VARIABLE}`,
    'i',
  ),
  new RegExp(String.raw`Could not resolve placeholder '${VARIABLE}' in`),
  new RegExp(String.raw`environ(?:\[|\.|__getitem__)[\s\S]{0,200}?KeyError: ${VARIABLE}`),
  new RegExp(String.raw`KeyError: ${VARIABLE}`),
] as const

const PATH = String.raw`(?<path>\/[^\s'"\x60:,)(\]]{1,200})`
export const MISSING_FILE = [
  new RegExp(String.raw`(?:ENOENT|FileNotFoundError|no such file or directory)[^\n]{0,80}?['"\x60 ]${PATH}`, 'i'),
  new RegExp(
    String.raw`(?:open|stat|read|lstat|cannot open|can't open|cannot access|cannot stat|cannot find|could not open(?: file)?|could not find file|unable to (?:open|access|read)(?: (?:jar)?file)?|can't open file|failed to (?:open|read|load)(?: \w+){0,3}|open\(\)) ["'\x60]?${PATH}["'\x60]?[^\n]{0,60}?(?:no such file|\(2:|not found|does not exist|$)`,
    'im',
  ),
  new RegExp(String.raw`FileNotFoundException: ${PATH} \(No such file`),
  new RegExp(String.raw`Could not find file '${PATH}'`),
  new RegExp(String.raw`${PATH}["'\x60]?: No such file or directory`),
  /Unable to access jarfile (?<path>\S+)/,
] as const
export const MISSING_COMMAND = [
  /exec: "?(?<command>[\w./-]+)"?: (?:executable file not found|not found|stat [^\n]*no such file)/,
  /^(?:\/bin\/)?(?:ba|a|da)?sh: (?:line )?(?:\d+: )?(?<command>[\w./-]+): (?:command )?not found$/m,
  /exec (?<command>\/[\w./-]+): no such file or directory/,
] as const
export const MISSING_MODULE = [
  /Cannot find (?:module|package) ['"](?<module>[^'"]+)['"]/,
  /ModuleNotFoundError: No module named ['"](?<module>[^'"]+)['"]/,
  /error while loading shared libraries: (?<module>\S+): cannot open/,
  /Could not find or load main class (?<module>[\w.$]+)/,
  /cannot load such file -- (?<module>\S+)/,
] as const

export const MIGRATION_FAILED =
  /(?<migration>(?<!no )migrations?\b[^\n]{0,60}\b(?:failed|failure|error|errored|aborted|corrupt|could not|cancell?ed)\b(?! ?[:=] ?0)|(?:failed|error|unable|could not)\b[^\n]{0,50}\b(?:running |applying |apply |run |perform |to )?(?:database )?migrations?\b|dirty database version|can't locate revision identified by|FlywayException|liquibase\.exception|\bP30(?:09|18|06)\b)|(?<schema>relation "(?<relation>[\w.]+)" does not exist|no such table: (?<table>[\w.]+)|table '(?<table2>[\w.]+)' doesn't exist|column "?(?<column>[\w.]+)"? (?:of relation "\w+" )?does not exist|unknown column '(?<column2>[\w.]+)')/i

export const TLS_ERROR =
  /(?<expired>certificate has expired|cert_has_expired|certificateexpired|certificate is not yet valid|cert_not_yet_valid|notafter)|(?<authority>signed by unknown authority|unable to get (?:local )?issuer certificate|unable_to_get_issuer_cert\w*|unable_to_verify_leaf_signature|self[- _]signed[ _]cert\w*|depth_zero_self_signed_cert|pkix path (?:building|validation) failed|unable to find valid certification path|certificate verify failed(?!: (?:certificate has expired|hostname|ip address))|unknown ca\b)|(?<name>certificate is valid for [^\n]{1,120}, not |altname_invalid|does not match certificate's altnames|no (?:subject )?alternative (?:dns )?names? (?:matching|present)|hostname mismatch|certificate is not valid for|doesn't contain any IP SANs|hostname '[^']+' doesn't match|certificate relies on legacy common name)|(?<protocol>first record does not look like a tls handshake|http response to https client|wrong version number|unsupported or unrecognized ssl message|plain http request was sent to https port|http request to an https server)/i
/** A server that tells of the handshakes of strangers. */
export const TLS_OF_CLIENT = /TLS handshake error from|while SSL handshaking, client:|SSL_do_handshake\(\) failed[^\n]*client:/

export const DISK_FULL =
  /no space left on device|(?<!watch[^\n]{0,40})\benospc\b(?!: System limit)|disk quota exceeded|(?:database or )?disk is full|not enough space on the disk|could not extend file|out of disk space/i

export const AUTHENTICATION_FAILED =
  /password authentication failed for user ["'](?<user>[^"']+)["']|access denied for user '(?<user2>[^']*)'@|login failed for user '(?<user3>[^']+)'|(?<redis>\bWRONGPASS\b|\bNOAUTH\b|invalid (?:username-password pair|password)\b[^\n]{0,40}redis)|(?<mongo>\bAuthentication failed\b|auth(?:entication)? error: sasl conversation|\bAuthenticationFailed\b|\bbad auth\b)|(?<amqp>ACCESS_REFUSED|\bLogin was refused)|role "(?<role>[^"]+)" does not exist|no password supplied|(?<sasl>sasl authentication (?:failed|error)|SaslAuthenticationException)|ORA-01017|(?<entra>AADSTS(?:7000215|7000222|700016|70021|90002)\b)|(?<cloud>\bInvalidAccessKeyId\b|\bSignatureDoesNotMatch\b|InvalidClientTokenId|UnrecognizedClientException|invalid_client\b)|pg_hba\.conf (?:entry|rejects)/i

/** Everything above: what one of these explains is not told again as an error of unknown kind. */
const ALL: readonly RegExp[] = [
  REFUSED,
  ...UNRESOLVED,
  FORBIDDEN_PATH,
  DENIED_PORT,
  ADDRESS_IN_USE,
  ...MISSING_VARIABLE,
  ...MISSING_FILE,
  ...MISSING_COMMAND,
  ...MISSING_MODULE,
  MIGRATION_FAILED,
  TLS_ERROR,
  DISK_FULL,
  AUTHENTICATION_FAILED,
]

/** Whether a text says what one of the detectors of logs knows. */
export function isKnownPhrase(text: string): boolean {
  return ALL.some((phrase) => phrase.test(text))
}

/** The first phrase of a list that a text holds, with its groups. */
export function matchFirst(phrases: readonly RegExp[], text: string): RegExpExecArray | undefined {
  for (const phrase of phrases) {
    const match = phrase.exec(text)
    if (match !== null) return match
  }
  return undefined
}

/** The group of a match whose name begins so; patterns with several ways to say it number them. */
export function group(match: RegExpExecArray, name: string): string | undefined {
  return Object.entries(match.groups ?? {}).find(([key, value]) => key.replace(/\d$/, '') === name && value !== undefined)?.[1]
}
