import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DETECTORS } from './detectors.generated.ts'
import { resolves } from './evidence.ts'
import { findProblems } from './gather-findings.ts'
import { isSafeCommand } from './shell-words.ts'
import { nameOf, readExample } from './test-support/read-example.ts'

const only = process.env['DETECTOR']
const folder = new URL('detectors/', import.meta.url)

/** Each detector's examples: `broken.yaml` and `<case>.broken.yaml` find what they expect, `healthy.yaml` and `<case>.healthy.yaml` nothing. */
for (const detector of DETECTORS.filter(({ id }) => only === undefined || id === only)) {
  describe(detector.id, () => {
    const files = readdirSync(new URL(`${detector.id}/examples/`, folder))
    for (const file of files) {
      const healthy = file.endsWith('healthy.yaml')
      it(`${file}: ${healthy ? 'silent' : 'finds it'}`, () => {
        const { state, expect: expected } = readExample(readFileSync(new URL(`${detector.id}/examples/${file}`, folder), 'utf8'))
        const findings = findProblems(state, [detector])
        const commands = findings.flatMap(({ nextSteps }) => nextSteps.flatMap(({ command }) => command ?? []))
        expect(commands.filter((command) => !isSafeCommand(command))).toEqual([])
        if (healthy) {
          expect(findings.map(({ message }) => message)).toEqual([])
          return
        }
        expect(expected.length, 'a broken example says what to expect').toBeGreaterThan(0)
        const seen = findings.map((found) => ({
          object: nameOf(found.subject),
          message: found.message,
          since: found.since === undefined ? undefined : new Date(found.since).toISOString().replace('.000Z', 'Z'),
          about: found.about,
          severity: found.severity,
        }))
        const wanted = expected.map((one, index) => ({
          ...seen[index],
          ...one,
          ...(one.since === undefined ? {} : { since: new Date(one.since).toISOString().replace('.000Z', 'Z') }),
        }))
        expect(seen).toEqual(wanted)
        for (const { evidence } of findings) {
          expect(evidence.length, 'a finding has evidence').toBeGreaterThan(0)
          for (const record of evidence) expect(resolves(record, state), record.text).toBe(true)
        }
      })
    }
    it('has a broken and a healthy example', () => {
      expect(files.some((file) => file.endsWith('broken.yaml'))).toBe(true)
      expect(files.some((file) => file.endsWith('healthy.yaml'))).toBe(true)
    })
  })
}
