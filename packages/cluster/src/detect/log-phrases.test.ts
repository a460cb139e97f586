import { describe, expect, it } from 'vitest'
import {
  ADDRESS_IN_USE,
  AUTHENTICATION_FAILED,
  DENIED_PORT,
  DISK_FULL,
  FORBIDDEN_PATH,
  group,
  isKnownPhrase,
  matchFirst,
  MIGRATION_FAILED,
  MISSING_FILE,
  MISSING_VARIABLE,
  REFUSED,
  TLS_ERROR,
  UNRESOLVED,
} from './log-phrases.ts'
import { targetsIn } from './log-targets.ts'

type Table = readonly (readonly [text: string, told: string | undefined])[]

const CONNECTIONS: Table = [
  ['dial tcp 10.96.1.1:5432: connect: connection refused', '10.96.1.1:5432'],
  ['Get "http://cart.shop:8080/x": dial tcp 10.96.1.1:8080: i/o timeout', 'cart.shop:8080'],
  ['Error: connect ECONNREFUSED 10.0.0.1:5432', '10.0.0.1:5432'],
  ['connection to server at "db" (10.96.0.5), port 5432 failed: Connection refused', 'db:5432'],
  ['redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.', 'redis:6379'],
  [
    "HTTPConnectionPool(host='cart', port=8080): Max retries exceeded (Caused by NewConnectionError: [Errno 111] Connection refused)",
    'cart:8080',
  ],
  ['org.postgresql.util.PSQLException: Connection to db:5432 refused. Check: java.net.ConnectException: Connection refused', 'db:5432'],
  ['io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: cart/10.96.0.1:8080', '10.96.0.1:8080'],
  ["wget: can't connect to remote host (10.96.1.1): Connection refused", '10.96.1.1'],
  ['curl: (7) Failed to connect to cart port 8080 after 2 ms: Connection refused', 'cart:8080'],
  [
    '[error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: _, upstream: "http://10.96.0.1:8080/", host: "x"',
    '10.96.0.1:8080',
  ],
  ['Connection refused (cart:8080)', 'cart:8080'],
  ['Failed to open TCP connection to cart:8080 (Connection refused - connect(2) for "cart" port 8080)', 'cart:8080'],
  ['dial tcp 10.0.0.1:80: connect: no route to host', '10.0.0.1:80'],
  ['amqp://app:***@rabbit:5672/: connection refused', 'rabbit:5672'],
  ['query timed out after 5s', undefined],
  ['Lock wait timeout exceeded; try restarting transaction', undefined],
]

const NAMES: Table = [
  ['dial tcp: lookup dbb on 10.96.0.10:53: no such host', 'dbb'],
  ['Error: getaddrinfo ENOTFOUND cart.shop', 'cart.shop'],
  ['could not translate host name "db" to address: Name or service not known', 'db'],
  ['curl: (6) Could not resolve host: cart', 'cart'],
  ["wget: bad address 'cart:8080'", 'cart'],
  ['[emerg] 1#1: host not found in upstream "cart" in /etc/nginx/nginx.conf:10', 'cart'],
  ['java.net.UnknownHostException: cart: Name or service not known', 'cart'],
  ['Name or service not known (cart:8080)', 'cart'],
  ["ERROR 2005 (HY000): Unknown MySQL server host 'db' (-2)", 'db'],
  [
    "HTTPConnectionPool(host='cart', port=80): Max retries (Caused by NameResolutionError: Failed to resolve 'cart' ([Errno -2] Name or service not known))",
    'cart',
  ],
]

const VARIABLES: Table = [
  ['Error: Missing required environment variable DB_HOST', 'DB_HOST'],
  ['missing environment variables: DB_HOST', 'DB_HOST'],
  ['DATABASE_URL is not set', 'DATABASE_URL'],
  ['environment variable "API_KEY" is required', 'API_KEY'],
  ['panic: env: required environment variable "PORT_X" is not set', 'PORT_X'],
  ['sh: DB_HOST: parameter not set', 'DB_HOST'],
  ['/start.sh: line 3: DB_HOST: unbound variable', 'DB_HOST'],
  ['required key APP_PORT missing value', 'APP_PORT'],
  ['Could not resolve placeholder \'DB_HOST\' in value "${DB_HOST}"', 'DB_HOST'],
  ['You must specify POSTGRES_PASSWORD to a non-empty value for the superuser', 'POSTGRES_PASSWORD'],
  ["Traceback (most recent call last):\n  File \"/app/x.py\", line 3\n    os.environ['DB']\nKeyError: 'DB_HOST'", 'DB_HOST'],
  ['DB_HOST must be set', 'DB_HOST'],
  ['using default: LOG_LEVEL=info', undefined],
  ['header X_TRACE missing from request', undefined],
  ['HTTP request missing body', undefined],
]

const FILES: Table = [
  ["Error: ENOENT: no such file or directory, open '/app/config.json'", '/app/config.json'],
  ["FileNotFoundError: [Errno 2] No such file or directory: '/app/x.yaml'", '/app/x.yaml'],
  ['open /etc/app/config.yml: no such file or directory', '/etc/app/config.yml'],
  ['cat: /etc/x: No such file or directory', '/etc/x'],
  ["cat: can't open '/etc/app/config.yml': No such file or directory", '/etc/app/config.yml'],
  ["Could not find file '/app/appsettings.json'.", '/app/appsettings.json'],
  ['Error: Unable to access jarfile /app.jar', '/app.jar'],
  ['java.io.FileNotFoundException: /x/y (No such file or directory)', '/x/y'],
  ['GET /favicon.ico 404 not found', undefined],
]

const RESTS: readonly (readonly [RegExp, string, boolean])[] = [
  [FORBIDDEN_PATH, "EACCES: permission denied, mkdir '/data'", true],
  [FORBIDDEN_PATH, 'mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)', true],
  [FORBIDDEN_PATH, 'touch: /x: Read-only file system', true],
  [FORBIDDEN_PATH, 'ERROR: permission denied for table users', false],
  [FORBIDDEN_PATH, 'git@github.com: Permission denied (publickey)', false],
  [DENIED_PORT, 'listen tcp :80: bind: permission denied', true],
  [DENIED_PORT, 'bind() to 0.0.0.0:80 failed (13: Permission denied)', true],
  [DENIED_PORT, 'Error: listen EACCES: permission denied 0.0.0.0:80', true],
  [ADDRESS_IN_USE, 'Error: listen EADDRINUSE: address already in use :::8080', true],
  [ADDRESS_IN_USE, 'listen tcp :8080: bind: address already in use', true],
  [ADDRESS_IN_USE, 'OSError: [Errno 98] Address already in use', true],
  [ADDRESS_IN_USE, 'Web server failed to start. Port 8080 was already in use.', true],
  [ADDRESS_IN_USE, 'httpd: bind: Address already in use', true],
  [MIGRATION_FAILED, 'Migration V2__users.sql failed', true],
  [MIGRATION_FAILED, 'error: failed to apply migrations', true],
  [MIGRATION_FAILED, 'ERROR: relation "users" does not exist at character 15', true],
  [MIGRATION_FAILED, 'Dirty database version 3. Fix and force version.', true],
  [MIGRATION_FAILED, 'migrations applied, failed: 0', false],
  [MIGRATION_FAILED, 'no migrations to run', false],
  [TLS_ERROR, 'x509: certificate has expired or is not yet valid: current time', true],
  [TLS_ERROR, 'x509: certificate signed by unknown authority', true],
  [TLS_ERROR, 'x509: certificate is valid for a.b, not c.d', true],
  [TLS_ERROR, 'SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate', true],
  [TLS_ERROR, 'http: server gave HTTP response to HTTPS client', true],
  [TLS_ERROR, 'TLS listener ready', false],
  [DISK_FULL, 'write /data/x: no space left on device', true],
  [DISK_FULL, 'Error: ENOSPC: System limit for number of file watchers reached', false],
  [DISK_FULL, 'could not extend file "base/1/2": wrote only 4096 of 8192 bytes', true],
  [AUTHENTICATION_FAILED, 'FATAL: password authentication failed for user "app"', true],
  [AUTHENTICATION_FAILED, "Access denied for user 'app'@'10.0.0.1' (using password: YES)", true],
  [AUTHENTICATION_FAILED, 'WRONGPASS invalid username-password pair or user is disabled.', true],
  [AUTHENTICATION_FAILED, 'user logged in', false],
]

function nameOf(list: readonly RegExp[], text: string): string | undefined {
  const match = matchFirst(list, text)
  return match === undefined ? undefined : (group(match, 'name') ?? group(match, 'path'))
}

describe('phrases', () => {
  it.each(CONNECTIONS)('refused: %s', (text, target) => {
    expect(REFUSED.test(text)).toBe(target !== undefined)
    if (target !== undefined) expect(targetsIn(text)[0]?.text).toBe(target)
  })
  it.each(NAMES)('unresolved: %s', (text, name) => {
    expect(nameOf(UNRESOLVED, text)).toBe(name)
  })
  it.each(VARIABLES)('variable: %s', (text, name) => {
    expect(nameOf(MISSING_VARIABLE, text)).toBe(name)
  })
  it.each(FILES)('file: %s', (text, path) => {
    expect(nameOf(MISSING_FILE, text)).toBe(path)
  })
  it.each(RESTS)('%s: %s: %s', (phrase, text, isOne) => {
    expect(phrase.test(text)).toBe(isOne)
  })

  it('take little time for long lines', () => {
    const texts = [
      'a '.repeat(3000),
      'A_B '.repeat(1500),
      '/a'.repeat(3000),
      'migration '.repeat(600),
      'host="'.repeat(1000),
      'required variable '.repeat(350),
      'open '.repeat(1200),
      'a.'.repeat(3000),
      'connecting to '.repeat(400),
    ]
    for (const text of texts) {
      const began = performance.now()
      isKnownPhrase(text)
      targetsIn(text)
      expect(performance.now() - began, text.slice(0, 20)).toBeLessThan(150)
    }
  })
})
