import { describe, expect, it } from 'vitest'
import { LineMasker, maskSecrets } from './mask-secrets.ts'

// Put together here, so that no scanner takes this file for a leak.
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'].join('.')
const AWS = ['AKIA', 'IOSFODNN7EXAMPLE'].join('')
const AZURE = `${'abcDEF123+/'.repeat(8).slice(0, 86)}==`
const GITHUB = ['ghp', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_')

const encoded = (what: string): string =>
  Buffer.from(`-----BEGIN ${what}-----\nMHcCAQEEIEjVmS1oq3vTb9cRn4kWd6yHs8fJp1gUa3eIo5qL\n-----END ${what}-----\n`).toString('base64')

const SECRET: readonly (readonly [text: string, masked: string])[] = [
  ['password=hunter2', 'password=***'],
  ['Password: hunter2', 'Password: ***'],
  ['DB_PASSWORD=s3cr,et! user=app', 'DB_PASSWORD=*** user=app'],
  ['spring.datasource.password = abc', 'spring.datasource.password = ***'],
  ['  password: correct horse battery', '  password: ***'],
  ['PGPASS=abc PGUSER=app', 'PGPASS=*** PGUSER=app'],
  ['{"user":"app","password":"a\\"b c","x":1}', '{"user":"app","password":"***","x":1}'],
  ['{"apiKey": "abc", "clientSecret":"d e f"}', '{"apiKey": "***", "clientSecret":"***"}'],
  ['{"password": 123456}', '{"password": "***"}'],
  ['body: "{\\"token\\":\\"abc def\\",\\"id\\":7}"', 'body: "{\\"token\\":\\"***\\",\\"id\\":7}"'],
  ["{ password: 'x y', host: 'db' }", "{ password: '***', host: 'db' }"],
  [`{:password=>"x y", :host=>"db"}`, `{:password=>"***", :host=>"db"}`],
  ["config['secret_key'] = 'abc'", "config['secret_key'] = '***'"],
  ['"password": "cut off in the mid', '"password": "***'],
  ['login with token=abc123', 'login with token=***'],
  ['GET /cb?access_token=abc&state=1', 'GET /cb?access_token=***&state=1'],
  [
    'https://x.blob.core.windows.net/c/f?sv=2022-11-02&sig=aB%2Bc%3D&se=2026',
    'https://x.blob.core.windows.net/c/f?sv=2022-11-02&sig=***&se=2026',
  ],
  ['SharedAccessSignature sr=x&sig=abc%3D&se=1', 'SharedAccessSignature sr=x&sig=***&se=1'],
  [
    `AccountName=shop;AccountKey=${AZURE};EndpointSuffix=core.windows.net`,
    'AccountName=shop;AccountKey=***;EndpointSuffix=core.windows.net',
  ],
  [
    `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${AZURE}`,
    'Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=***',
  ],
  [`key is ${AZURE} here`, 'key is *** here'],
  [`    client-key-data: ${encoded('EC PRIVATE KEY')}`, '    client-key-data: ***'],
  [`{"client-key-data":"${encoded('RSA PRIVATE KEY')}","x":1}`, '{"client-key-data":"***","x":1}'],
  [`tls.key: ${encoded('ENCRYPTED PRIVATE KEY')}`, 'tls.key: ***'],
  [`"primaryKey": "${AZURE.slice(0, 43)}="`, '"primaryKey": "***"'],
  [`  "secondaryReadonlyMasterKey": "${AZURE}",`, '  "secondaryReadonlyMasterKey": "***",'],
  ['{"key1": "0123456789abcdef0123456789abcdef", "key2": "x"}', '{"key1": "***", "key2": "x"}'],
  ['Server=db,1433;User Id=sa;Password=P@ss w;Encrypt=True', 'Server=db,1433;User Id=sa;Password=*** w;Encrypt=True'],
  ['Server=db;Uid=sa;Pwd=abc;', 'Server=db;Uid=sa;Pwd=***;'],
  ['postgres://app:s3cret@db:5432/shop', 'postgres://app:***@db:5432/shop'],
  ['postgres://app:p@ss/w@db:5432/shop', 'postgres://app:***@db:5432/shop'],
  ['redis://:abc@cache:6379/0', 'redis://:***@cache:6379/0'],
  ['mongodb+srv://u:p@h1:27017,h2:27017/x?authSource=admin', 'mongodb+srv://u:***@h1:27017,h2:27017/x?authSource=admin'],
  ['dsn app:secret@tcp(db:3306)/shop', 'dsn app:***@tcp(db:3306)/shop'],
  [`cloning https://${GITHUB}@github.com/a/b`, 'cloning https://***@github.com/a/b'],
  [`Authorization: Bearer ${JWT}`, 'Authorization: Bearer ***'],
  ['authorization: [Basic dXNlcjpwYXNz]', 'authorization: [Basic ***]'],
  ['"Authorization":"ApiKey abc=="', '"Authorization":"ApiKey ***"'],
  ['sent Bearer abcdef123456', 'sent Bearer ***'],
  [`got ${JWT} from ${AWS}`, 'got *** from ***'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key = ***'],
  ['X-Api-Key: abc', 'X-Api-Key: ***'],
  ['Cookie: sid=abc; theme=dark', 'Cookie: ***'],
  ['curl --token abc --password "x y" https://h', 'curl --token *** --password *** https://h'],
  ['- name: DB_PASSWORD, value: abc', '- name: DB_PASSWORD, value: ***'],
  ['{"name":"API_TOKEN","value":"abc"}', '{"name":"API_TOKEN","value":***}'],
  ["ALTER USER app WITH PASSWORD 'abc'", "ALTER USER app WITH PASSWORD '***'"],
  ['-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY-----', '-----BEGIN RSA PRIVATE KEY-----***'],
]

const HARMLESS: readonly string[] = [
  `client-certificate-data: ${encoded('CERTIFICATE')}`,
  `"caBundle": "${encoded('PUBLIC KEY')}"`,
  'duplicate value violates the primary key: orders_customer_id_created_at_index',
  'primaryKey: customer_id_and_order_number_and_line',
  'failed to authorize: failed to fetch anonymous token: 401 Unauthorized',
  'failed to fetch token: serviceaccounts "default" is forbidden',
  'may require authorization: server message: insufficient_scope',
  'request 550e8400-e29b-41d4-a716-446655440000 done',
  'pulled shop.azurecr.io/web@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
  'connecting to http://cart.shop.svc.cluster.local:8080/a@b',
  'dial tcp 10.96.0.10:5432: connect: connection refused',
  'http://cart:8080?mail=a@b.c',
  'FATAL: password authentication failed for user "app"',
  "Access denied for user 'root'@'10.0.0.1' (using password: YES)",
  'invalid token: expired',
  'failed to get secret: not found',
  'failed to read token: EOF',
  'password: required',
  'secret "db" not found',
  'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found',
  '"Secret not found" secret="kube-system/foo"',
  'SyntaxError: Unexpected token \'<\', "<html>" is not valid JSON',
  'Unexpected token: punc (',
  'total_tokens=4096 max_tokens: 512',
  'secretName: web-tls',
  'tokenExpiry=3600',
  'Bearer token is missing',
  'Basic authentication failed',
  'www-authenticate: Basic realm="x"',
  'PWD=/app',
  'bypass=true compass: north',
  'key=value keys: 5',
  'PRIMARY KEY violated: duplicate key value violates unique constraint "users_pkey"',
  'password=<nil> token=null secret=""',
  'foreign key: orders_user_id',
  'ConfigMap shop/web-7d9f8b6c5-x2x4z changed',
  'public key: sha256~x',
  'author: jane, authority=shop',
  'references non-existent secret key: ca.crt',
  'spec.volumes.0: {"name":"tls","secret":{"secretName":"web-tls","items":[{"key":"tls.key","path":"key"}]}}',
  'spec.automountServiceAccountToken: false',
]

describe('maskSecrets', () => {
  it.each(SECRET)('masks %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked)
  })

  it.each(SECRET)('leaves a masked text as it is: %s', (_, masked) => {
    expect(maskSecrets(masked)).toBe(masked)
  })

  it.each(HARMLESS)('leaves %s', (text) => {
    expect(maskSecrets(text)).toBe(text)
  })

  it('takes time in proportion to the length', () => {
    for (const part of [
      'a',
      'password',
      'token: ',
      '://a:',
      'key="',
      'eyJaaaaaaaa.',
      'Cookie: ',
      '-----BEGIN PRIVATE KEY',
      'name: token ',
      ', ',
    ]) {
      const began = performance.now()
      maskSecrets(part.repeat(Math.ceil(16_384 / part.length)))
      expect(performance.now() - began, part).toBeLessThan(200)
    }
  })
})

describe('LineMasker', () => {
  it('drops the lines of a private key, also where the log begins inside it', () => {
    const masker = new LineMasker()
    const body = 'MIIEowIBAAKCAQEAx7n2zZbQq0w9vJp3S8v1cXo5Y0Hn2rT4uVwKzL8mN6bGdE1f'
    expect(
      [body, '-----BEGIN PRIVATE KEY-----', body, 'abc=', '-----END PRIVATE KEY-----', 'ready'].map((line) => masker.mask(line)),
    ).toEqual(['***', '-----BEGIN PRIVATE KEY-----***', undefined, undefined, undefined, 'ready'])
  })
})

describe('hostile text', () => {
  it.each([
    ':',
    '.',
    'sk-',
    'set-cookie:',
    'cookie a',
    'pwd=/',
    'token={',
    'password=[',
    '://a:',
    'name: pass, value: ',
    'authorization=[',
    'a@',
    '\\"',
  ])('a quarter of a million letters of %j take no time', (unit) => {
    const text = `password ${unit.repeat(Math.ceil(250_000 / unit.length))}x`
    const startedAt = performance.now()
    maskSecrets(text)
    // Where the time grows with the square of the length, it is minutes.
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})
