import { expect, it } from 'vitest'
import { faultText } from './fault-text.ts'

const fault = (message: string, ...causes: readonly { field: string; message: string }[]): Parameters<typeof faultText>[0] => ({
  message,
  causes: causes.map((cause) => ({ reason: 'FieldValueInvalid', ...cause })),
})

it('says which fields are wrong, without what they hold', () => {
  const dump = 'Invalid value: core.PodTemplateSpec{Env:[]core.EnvVar{core.EnvVar{Name:"A", Value:"hunter2: x"}}}: field is immutable'
  const name = 'Invalid value: "Web": a lowercase RFC 1123 subdomain must be used'
  const told = faultText(fault(`all of it: ${dump}`, { field: 'spec.template', message: dump }, { field: 'metadata.name', message: name }))
  expect(told).toBe(`spec.template: invalid: field is immutable; metadata.name: ${name}`)
})

it('says that a type is wrong, without the value', () => {
  const message = '.data.key: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":"hunter2"}}'
  expect(faultText(fault(message))).toBe('.data.key: expected string, got another type')
})
