import { describe, expect, it } from 'vitest'
import type { LogStream } from '../context/records.ts'
import { LineJoiner } from './join-lines.ts'
import { LogMiner } from './log-miner.ts'
import { levelOf } from './log-level.ts'
import { mineLog } from './mine-log.ts'

const OF = { pod: { namespace: 'shop', name: 'web-1', uid: 'u' }, container: 'web', previous: false }

function mined(text: string): LogStream {
  return mineLog(OF, stamped(text.split('\n')))
}

function stamped(lines: readonly string[]): string[] {
  return lines.map((line, index) => `2026-11-22T10:00:00.${String(index).padStart(9, '0')}Z ${line}`)
}

const TRACES: Readonly<Record<string, string>> = {
  'a Java exception after the line of the logger': `2026-11-22 10:00:00.123 ERROR 1 --- [main] o.s.b.SpringApplication : Application run failed
org.springframework.beans.factory.BeanCreationException: Error creating bean
	at org.springframework.X.a(X.java:10)
Caused by: java.net.ConnectException: Connection refused
	at java.base/sun.nio.ch.Net.pollConnect(Native Method)
	... 20 common frames omitted`,
  'an uncaught Java exception': `Exception in thread "main" java.lang.IllegalStateException: no
	at shop.Main.main(Main.java:3)
	Suppressed: java.io.IOException: closed
		at shop.Main.close(Main.java:9)`,
  'a Python traceback with its cause': `ERROR:root:failed to start
Traceback (most recent call last):
  File "/app/x.py", line 3, in <module>
    os.environ['DB']
KeyError: 'DB'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/x.py", line 5, in <module>
RuntimeError: x`,
  'a Go panic with goroutines': `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]

goroutine 1 [running]:
main.(*Server).Run(0x0)
	/app/main.go:12 +0x1d
created by main.main in goroutine 1
	/app/main.go:20 +0x20
exit status 2`,
  'an uncaught error of Node': `/app/index.js:10
    throw new Error('x')
    ^

Error: connect ECONNREFUSED 10.0.0.1:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16) {
  errno: -111,
}

Node.js v24.1.0`,
  'an unhandled exception of .NET': `Unhandled exception. System.IO.FileNotFoundException: Could not find file '/app/x'.
   at System.IO.X()
 ---> System.Exception: inner
   --- End of inner exception stack trace ---`,
  'the console logger of .NET': `fail: Shop.Cart[13]
      Connection id "x": An unhandled exception
      System.Exception: boom
         at Shop.Cart() in /src/Cart.cs:line 4`,
  'a Ruby backtrace': `/app/x.rb:3:in 'foo': boom (RuntimeError)
	from /app/x.rb:7:in '<main>'`,
  'a Rust panic': `thread 'main' panicked at src/main.rs:2:5:
called Result::unwrap() on an Err value: NotFound
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
}

describe('stack traces', () => {
  it.each(Object.entries(TRACES))('%s is one record of level error, and what comes next is another', (_, trace) => {
    const { lines } = mined(`before\n${trace}\nlistening on port 8080\n2026-11-22T10:00:01Z INFO next`)
    expect(lines.map(({ level }) => level)).toEqual([undefined, 'error', undefined, 'info'])
    expect(lines[1]?.text).toBe(trace)
  })

  it('does not join what a pause separates', () => {
    const { lines } = mineLog(OF, ['2026-11-22T10:00:00Z Error: x', '2026-11-22T10:00:05Z     at y'])
    expect(lines).toHaveLength(2)
  })

  it('names what was thrown in the template', () => {
    expect(mined(TRACES['a Java exception after the line of the logger'] ?? '').templates[0]?.pattern).toContain(
      'Caused by: java.net.ConnectException: Connection refused',
    )
    expect(mined(TRACES['a Python traceback with its cause'] ?? '').templates[0]?.pattern).toBe(
      'ERROR:root:failed to start RuntimeError: x',
    )
  })
})

describe('levels', () => {
  it.each([
    ['E1122 10:00:00.123456       1 leaderelection.go:1] x', 'error'],
    ['I1122 10:00:00.123456       1 x.go:1] "Failed" err="x"', 'info'],
    ['time="2026" level=warning msg="error: x"', 'warning'],
    ['level=info msg="finished" error_count=0', 'info'],
    ['2026/11/22 10:00:00 [error] 7#7: *1 connect() failed', 'error'],
    ['[22/Nov/2026 10:00] [core:notice] AH00094', 'info'],
    ['2026-11-22 10:00:00.123 UTC [1] LOG:  database system is ready', 'info'],
    ['2026-11-22 10:00:00.123 UTC [77] FATAL:  password authentication failed for user "app"', 'error'],
    ['10:00:00.123 [main] ERROR c.s.Cart - no', 'error'],
    ['2026-11-22 10:00:00,123 - shop.cart - WARNING - slow', 'warning'],
    ['ERROR:root:x', 'error'],
    ['warn: Shop.Cart[3]', 'warning'],
    ['1:M 22 Nov 2026 10:00:00.000 # WARNING overcommit_memory', 'warning'],
    ['1:M 22 Nov 2026 10:00:00.000 * Ready to accept connections', 'info'],
    ['2026-11-22T10:00:00Z 0 [System] [MY-010931] [Server] ready', 'info'],
    ['{"level":30,"msg":"no error"}', 'info'],
    ['10.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET /error HTTP/1.1" 200 5', 'info'],
    ['10.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 503 5', 'error'],
    ['panic: x', 'error'],
    ['dial tcp 10.0.0.1:5432: connect: connection refused', 'error'],
    ['finished with 0 errors', undefined],
    ['error_count=0 requests=5', undefined],
    ['errors: 0, warnings: 0', undefined],
    ['done, error=null', undefined],
    ['done without error', undefined],
    ['serving the error page', undefined],
    ['listening on 8080', undefined],
  ])('%s', (line, level) => {
    expect(line.startsWith('{') ? mined(line).lines[0]?.level : levelOf(line)).toBe(level)
  })
})

describe('templates', () => {
  it('are lines without what differs', () => {
    const stream = mined(
      [
        'order 17 of 550e8400-e29b-41d4-a716-446655440000 took 12ms from 10.0.0.1:80',
        'order 18 of 650e8400-e29b-41d4-a716-446655440000 took 1.5s from 10.0.0.2:80',
        'user "jane" left',
        'user "joe" left',
        'level=warn msg="slow query" took=5ms',
      ].join('\n'),
    )
    expect(stream.templates.map(({ pattern, count }) => `${count} ${pattern}`)).toEqual([
      '2 order <*> of <*> took <*> from <*>',
      '2 user "<*>" left',
      '1 level=warn msg="slow query" took=<*>',
    ])
  })

  it('tell statuses of an access log apart', () => {
    const line = (status: number): string => `10.0.0.1 - - "GET /a HTTP/1.1" ${status} 17`
    expect(mined([line(200), line(200), line(503)].join('\n')).templates.map(({ pattern }) => pattern)).toEqual([
      '<*> - - "<*>" 200 <*>',
      '<*> - - "<*>" 503 <*>',
    ])
  })

  it('count by minute where they are no information', () => {
    const { templates } = mineLog(OF, ['2026-11-22T10:00:10Z ERROR a', '2026-11-22T10:00:50Z ERROR a', '2026-11-22T10:02:00Z ERROR a'])
    expect(templates[0]?.minutes).toEqual([
      [Date.parse('2026-11-22T10:00:00Z'), 2],
      [Date.parse('2026-11-22T10:02:00Z'), 1],
    ])
  })
})

describe('LogMiner', () => {
  it('holds no more than its limits, and counts what it let go', () => {
    const miner = new LogMiner(OF, { mostLines: 100, mostText: 10_000, mostTemplates: 20 })
    for (let index = 0; index < 5_000; index++)
      miner.push(`2026-11-22T10:00:00Z ${String.fromCodePoint(97 + (index % 26))}${String.fromCodePoint(97 + (index % 17))}x says ${index}`)
    const { lines, templates, dropped } = miner.stream()
    expect(lines.length).toBeLessThanOrEqual(100)
    expect(lines.length + dropped).toBe(5_000)
    expect(templates.length).toBeLessThanOrEqual(24)
    expect(templates.reduce((sum, { count }) => sum + count, 0)).toBe(5_000)
    expect(lines.every(({ template }) => templates.some(({ id }) => id === template))).toBe(true)
  })

  it('reads JSON for people, with its secrets masked', () => {
    const { lines } = mined(
      '{"time":"2026-11-22T10:00:00Z","level":"error","msg":"query failed","error":"connection refused","user":5,"password":1234}',
    )
    expect(lines[0]).toMatchObject({ level: 'error', text: 'query failed: connection refused user=5 password=***' })
  })

  it('leaves an open record out while it may grow', () => {
    const miner = new LogMiner(OF)
    const at = miner.push('2026-11-22T10:00:00Z Error: x') ?? 0
    expect(miner.stream(at + 100).lines).toHaveLength(0)
    miner.push('2026-11-22T10:00:00.1Z     at y')
    expect(miner.stream(at + 5_000).lines.map(({ text }) => text)).toEqual(['Error: x\n    at y'])
  })

  it('holds little of words and traces without end', () => {
    const miner = new LogMiner(OF)
    const at = '2026-11-22T10:00:00.000000000Z'
    const words = (line: number): string =>
      Array.from({ length: 40 }, (_, index) => `w${String.fromCharCode(97 + line)}_${'x'.repeat(400)}_${index}`).join(' ')
    for (let line = 0; line < 26; line++) miner.push(`${at} ${words(line)}`)
    expect(Math.max(...miner.stream().templates.map(({ pattern }) => pattern.length))).toBeLessThan(1100)

    const joiner = new LineJoiner()
    joiner.push({ at: 0, text: 'Traceback (most recent call last):' })
    for (let line = 0; line < 100; line++) joiner.push({ at: 0, text: ` ${'x'.repeat(16_000)}` })
    expect(joiner.pending?.lines.join('').length).toBeLessThan(40_000)
  })

  it.each(['"\\', "'", '0:', '1.', 'a@', 'f', '[a', 'a.', '$a.', '0 errors ', '{"a":'])('a line of %j takes no time', (unit) => {
    const startedAt = performance.now()
    mineLog(OF, [`2026-11-22T10:00:00.000000000Z error ${unit.repeat(250_000)}`])
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  it('takes in 20,000 lines a second', () => {
    const lines = stamped(
      Array.from(
        { length: 10_000 },
        (_, index) => `time=x level=info msg="request done" id=${index} token=abc path=/a/${index} took=${index}ms`,
      ),
    )
    const began = performance.now()
    mineLog(OF, lines)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
