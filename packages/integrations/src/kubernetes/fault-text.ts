import { type ApiFault, maskSecrets } from '@aks-copilot/cluster'

const INVALID = 'Invalid value: '
/** A name or a number that is wrong helps whoever wrote it; a whole pod template holds what nobody should read here. */
const LONGEST_VALUE = 80

/** What the API server says of an object, without the values that it quotes: a template that cannot change is quoted with all its variables. */
export function faultText(fault: Pick<ApiFault, 'message' | 'causes'>): string {
  const causes = fault.causes.filter(({ field, message }) => field !== '' && message !== '')
  const isQuoted = causes.some(({ message }) => message.includes(INVALID))
  const text = isQuoted ? causes.map(({ field, message }) => `${field}: ${withoutValue(message)}`).join('; ') : withoutValue(fault.message)
  return maskSecrets(text.replace(/, got &?value\.[\s\S]*$/, ', got another type'))
}

function withoutValue(message: string): string {
  const start = message.indexOf(INVALID)
  const end = message.lastIndexOf(': ')
  if (start < 0 || end < start + INVALID.length) return message
  const value = message.slice(start + INVALID.length, end)
  return value.length <= LONGEST_VALUE && !/[{}\n]/.test(value) ? message : `${message.slice(0, start)}invalid: ${message.slice(end + 2)}`
}
