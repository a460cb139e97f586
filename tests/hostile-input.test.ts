import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-test-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const pod = (name: string, extra = '', image = 'nginx'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${extra}spec:\n  containers:\n  - name: a\n    image: ${image}\n`
const repeated = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join('')
const template = (objects: string, parameters: string): string =>
  `apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nobjects:\n${objects}parameters:\n${parameters}`

/** What nobody should get done with: it is told, and the run ends as always. */
const refused: Readonly<Record<string, readonly [content: string | Buffer, why: RegExp]>> = {
  'deep nesting': ['['.repeat(100_000), /nesting exceeded/],
  'deep JSON': [`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, /nesting exceeded/],
  'an alias bomb': [
    `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${repeated(20, (index) => `a${index + 1}: &a${index + 1} [${Array<string>(9).fill(`*a${index}`).join(',')}]\n`)}`,
    /aliases expand/,
  ],
  binary: [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), /is binary/],
  'broken encoding': [Buffer.concat([Buffer.from('a: '), Buffer.from([0xe9, 0xff])]), /not UTF-8/],
  'UTF-16': [Buffer.from(`\uFEFF${pod('p')}`, 'utf16le'), /UTF-16/],
  'a Template that fills the memory': [
    template(
      repeated(100, (index) => `- {apiVersion: v1, kind: ConfigMap, metadata: {name: c${index}}, data: {a: "${'${A}'.repeat(20)}"}}\n`),
      `- {name: A, value: "${'x'.repeat(1_000_000)}"}\n`,
    ),
    /would expand to 2000000000 characters/,
  ],
}

/** What is strange, and fine. */
const strange: Readonly<Record<string, string>> = {
  'keys of the prototype': `${pod('constructor', '  namespace: __proto__\n  labels: {__proto__: a, constructor: b, toString: c}\n  annotations: {constructor: x}\n')}---\napiVersion: v1\nkind: constructor\nmetadata: {name: a}\n---\napiVersion: v1\nkind: __proto__\nmetadata: {name: b}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: valueOf}\nspec: {selector: {constructor: b}, ports: [{port: 80, targetPort: constructor}]}\n`,
  'names that lead elsewhere': pod('../../../etc/passwd', '  namespace: ../../x\n'),
  'names that drive a terminal': pod(
    '"\\e[31mred\\e[0m\\nname\\a"',
    '  namespace: "a\\n::error::b\\e]0;title\\a"\n  labels: {"x\\ny\\e[2J": "z\\r"}\n',
    '"ng\\e[5minx:\\n# latest"',
  ),
  'a long line': pod('p', `  annotations: {a: "${'a '.repeat(3_000_000)}"}\n`),
  'a long name': pod('x'.repeat(2_000_000), '', 'y'.repeat(2_000_000)),
  'many documents': repeated(1500, (index) => `---\n${pod(`p${index}`)}`),
  'many comments': `${'# c\n'.repeat(300_000)}${pod('p')}`,
  'many containers': `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n${repeated(500, (index) => `  - {name: a${index}, image: nginx}\n`)}`,
  'a List of many': `{"apiVersion": "v1", "kind": "List", "items": [${Array.from({ length: 300 }, (_, index) => `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p${index}"}, "spec": {"containers": [{"name": "a", "image": "nginx"}]}}`).join(',\n')}]}`,
  'many parameters that name each other': template(
    repeated(500, (index) => `- {apiVersion: v1, kind: ConfigMap, metadata: {name: c${index}}, data: {a: "\${P${index}}"}}\n`),
    repeated(5000, (index) => `- {name: P${index}, ${index % 2 === 0 ? 'required: true' : `value: "\${P${index}}\${P${index + 1}}"`}}\n`),
  ),
  'a rule of Traefik without end': `apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: r}\nspec:\n  entryPoints: [web]\n  routes:\n  - kind: Rule\n    match: 'Host(${'`a` '.repeat(60)}!'\n    services: [{name: web, port: 80}]\n`,
  'a number without end': pod('p').replace(
    '    image: nginx\n',
    `    image: nginx\n    resources: {requests: {cpu: "${'1'.repeat(500_000)}x"}}\n`,
  ),
}

describe('hostile input', () => {
  it.each(Object.entries(refused))('%s is told and not looked at', async (_, [content, why]) => {
    const cwd = folderWith({ 'a.yaml': content, 'good.yaml': pod('good') })
    for (const command of ['check', 'fix']) {
      const { stdout, stderr } = await runCli([command, '.', '--format', 'json'], { cwd })
      expect(stderr).not.toContain('INTERNAL_FAULT')
      const report = JSON.parse(stdout) as { skipped: { why: string }[]; violations: { object: { name: string } }[] }
      expect(report.skipped.map((one) => one.why).join('\n')).toMatch(why)
      expect(report.violations.some(({ object }) => object.name === 'good')).toBe(true)
    }
  })

  it.each(Object.entries(strange))('%s: both commands end as always, and soon', { timeout: 60_000 }, async (_, content) => {
    const cwd = folderWith({ 'a.yaml': content })
    const started = performance.now()
    for (const args of [
      ['check', 'a.yaml'],
      ['fix', 'a.yaml', '--allow', 'all', '--output', 'out'],
      ['fix', 'a.yaml', '--allow', 'all', '--write'],
    ]) {
      const { status, stdout, stderr } = await runCli(args, { cwd })
      expect([0, 1], stderr).toContain(status)
      expect(['\u0007', '\u001B', '\r'].filter((character) => (stdout + stderr).includes(character))).toEqual([])
    }
    expect(performance.now() - started).toBeLessThan(45_000)
    expect(new Set(readdirSync(cwd, { recursive: true, encoding: 'utf8' }))).toEqual(new Set(['a.yaml', 'out', 'out/a.yaml']))
    expect(readFileSync(join(cwd, 'out/a.yaml'), 'utf8')).toBe(readFileSync(join(cwd, 'a.yaml'), 'utf8'))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('links that lead in circles, and an output that leads out', async () => {
    const cwd = folderWith({ 'p.yaml': pod('p') })
    mkdirSync(join(cwd, 'a'))
    symlinkSync('..', join(cwd, 'a/up'))
    symlinkSync('loop', join(cwd, 'loop'))
    expect((await runCli(['check', '.'], { cwd })).status).toBeLessThan(2)
    const outside = folderWith({})
    mkdirSync(join(cwd, 'out'))
    symlinkSync(outside, join(cwd, 'out/sub'))
    mkdirSync(join(cwd, 'sub'))
    writeFileSync(join(cwd, 'sub/q.yaml'), pod('q'))
    const { status, stderr } = await runCli(['fix', 'sub/q.yaml', '--allow', 'all', '--output', 'out'], { cwd })
    expect([status, readdirSync(outside)]).toEqual([2, []])
    expect(stderr).toContain('OUTPUT_REFUSED')
  })
})
