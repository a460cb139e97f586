import { describe, expect, it } from 'vitest'
import { Intake } from './intake.ts'

const intake = new Intake(Buffer.alloc(32, 1))

function kept(raw: Record<string, unknown>, kind: string): string {
  return JSON.stringify(intake.object(raw, kind, 'v1').value)
}

describe('what is kept of an object', () => {
  it('holds nothing of a Secret but its metadata, whatever the server sent', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}',
      'kapp.k14s.io/original': '{"data":{"password":"aHVudGVyMg=="}}',
      'objectset.rio.cattle.io/applied': 'H4sIAhunter',
      'example.com/backup': `hunter${'x'.repeat(300)}`,
      'cert-manager.io/certificate-name': 'web',
    }
    const text = kept(
      { metadata: { name: 's', annotations }, data: { password: 'aHVudGVyMg==' }, stringData: { password: 'hunter2' } },
      'Secret',
    )
    expect(text).not.toMatch(/hunter|aHVudGVy|"(string)?data"/i)
    expect(text).toContain('cert-manager.io/certificate-name')
  })

  it('puts keyed hashes in place of the values of a ConfigMap', () => {
    const text = kept(
      { metadata: { name: 'c' }, data: { url: 'postgres://u:hunter2@db/x' }, binaryData: { blob: 'aGVsbG8=' } },
      'ConfigMap',
    )
    expect(text).not.toContain('hunter2')
    expect(text).toMatch(/"url":"hmac:[0-9a-f]{16}"/)
  })

  it.each([
    [{ name: 'DB_PASSWORD', value: 'hunter2' }, false],
    [{ name: 'DATABASE', value: 'postgres://app:hunter2@db/shop' }, false],
    [{ name: 'GREETING', value: 'hunter2' }, true],
  ])('variable %o', (variable, stays) => {
    expect(kept({ spec: { containers: [{ name: 'app', env: [variable] }] } }, 'Pod').includes('hunter2')).toBe(stays)
  })

  it.each([
    [['--db-password=hunter2'], false],
    [['--token', 'hunter2'], false],
    [['postgres://app:hunter2@db/shop'], false],
    [['serve', '--greeting=hunter2'], true],
    [['--token-file=/run/hunter2'], true],
  ])('arguments %o', (args, stays) => {
    expect(kept({ spec: { containers: [{ name: 'app', args }] } }, 'Pod').includes('hunter2')).toBe(stays)
  })

  it('shares what holds no secret with what came in', () => {
    const spec = { containers: [{ name: 'app', env: [{ name: 'A', value: 'b' }], args: ['serve'] }] }
    expect(intake.object({ spec }, 'Pod', 'v1').at('spec').value).toBe(spec)
  })

  it('keeps of managedFields who changed which fields', () => {
    const managedFields = [
      { manager: 'kubectl-edit', operation: 'Update', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    ]
    const object = intake.object({ metadata: { name: 'd', managedFields } }, 'Deployment', 'apps/v1')
    expect(object.at('metadata', 'managedFields', 0, 'fields').value).toEqual(['/spec/replicas'])
    expect(JSON.stringify(object.value)).not.toContain('fieldsV1')
  })
})
