import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { loadSchemas } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { fixManifests } from '../fix-manifests.ts'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import type { TargetProfile } from '../profiles/profile.ts'
import { readTargetProfile } from '../profiles/read-profile.ts'
import { readBundle } from '../source/bundle.ts'
import { fileText } from '../source/manifest.ts'
import { readYaml } from '../source/yaml.ts'
import { Inspector } from './inspect.ts'
import type { Rule } from './rule.ts'
import { RULES } from './rules.generated.ts'

const only = process.env['RULE']
const folder = new URL('rules/', import.meta.url)

/** One case of a rule: `bad.yaml`, `fixed.yaml`, `good.yaml`, `options.yaml`, each perhaps with a name in front: `shared.bad.yaml`. */
function casesOf(rule: Rule): string[] {
  const names = readdirSync(new URL(`${rule.id}/examples/`, folder))
  return [...new Set(names.map((name) => name.replace(/(bad|fixed|good|options)\.yaml$/, '')))]
}

function textOf(rule: Rule, name: string): string | undefined {
  const file = new URL(`${rule.id}/examples/${name}`, folder)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

interface Options {
  source?: string
  target?: Record<string, unknown>
  allow?: string[]
}

function settings(rule: Rule, name: string) {
  const parsed = readYaml(textOf(rule, `${name}options.yaml`) ?? '{}')
  const options = (parsed.ok ? parsed.value : {}) as Options
  const base = JSON.stringify({ extends: 'aks-standard', ingress: { api: 'ingress' }, ...options.target })
  const target: TargetProfile = readTargetProfile(
    base,
    rule.id,
    (profile) => TARGET_PROFILES[profile] as unknown as Record<string, unknown>,
  )
  const source = SOURCE_PROFILES[options.source ?? rule.group] ?? SOURCE_PROFILES['kubernetes']
  if (source === undefined) throw new Error(`no source profile ${options.source}`)
  return { source, target, allow: options.allow ?? [rule.id] }
}

async function fires(rule: Rule, name: string, text: string) {
  const { source, target } = settings(rule, name)
  const schemas = await loadSchemas(target.kubernetes)
  const bundle = readBundle([{ path: 'example.yaml', text, origin: 'file' }])
  return { findings: new Inspector({ source, target, schemas, rules: [rule] }).inspect(bundle), bundle }
}

for (const rule of RULES.filter(({ id }) => only === undefined || id === only)) {
  describe(rule.id, () => {
    for (const name of casesOf(rule)) {
      it(`${name}bad: fires, and the fix is what fixed says, byte for byte`, async () => {
        const bad = textOf(rule, `${name}bad.yaml`)
        if (bad === undefined) return
        const { findings } = await fires(rule, name, bad)
        expect(findings.length).toBeGreaterThan(0)
        const fixed = textOf(rule, `${name}fixed.yaml`)
        const { source, target, allow } = settings(rule, name)
        const schemas = await loadSchemas(target.kubernetes)
        const bundle = readBundle([{ path: 'example.yaml', text: bad, origin: 'file' }])
        const result = fixManifests(bundle, {
          runId: 'test',
          source,
          target: { ...target, allow: [] },
          schemas,
          rules: RULES,
          allow,
          fixOnly: [rule.id],
          written: true,
        })
        const own = result.report.violations.filter((violation) => violation.ruleId === rule.id)
        const refused = own.filter(({ fix }) => fix.status === 'refused').map(({ fix }) => fix.reason)
        const mends = own.some(({ fix }) => fix.status === 'applied')
        if (mends || (rule.fix !== 'judge' && rule.fix !== 'none' && fixed !== undefined)) {
          const text = result.bundle.files.map(fileText).join('')
          expect({ refused, text }).toEqual({ refused: [], text: fixed })
        }
      })

      it(`${name}fixed and ${name}good: silent`, async () => {
        for (const kind of ['fixed', 'good']) {
          const text = textOf(rule, `${name}${kind}.yaml`)
          if (text === undefined) continue
          const { findings, bundle } = await fires(rule, name, text)
          // A dropped object leaves a comment, and perhaps nothing else.
          expect(bundle.skipped.filter(({ why }) => !why.startsWith('holds no object'))).toEqual([])
          expect(findings.map(({ found }) => found.message)).toEqual([])
        }
      })
    }

    it('has a bad and a good example', () => {
      expect(textOf(rule, 'bad.yaml') ?? textOf(rule, `${casesOf(rule)[0]}bad.yaml`)).toBeDefined()
      expect(
        casesOf(rule).some((name) => textOf(rule, `${name}good.yaml`) !== undefined || textOf(rule, `${name}fixed.yaml`) !== undefined),
      ).toBe(true)
    })
  })
}
