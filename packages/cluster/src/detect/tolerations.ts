import type { Field } from '@aks-copilot/kubernetes'

/** Whether one of a pod's tolerations covers a taint, as the scheduler matches them. */
export function tolerates(tolerations: readonly Field[], taint: Field): boolean {
  return tolerations.some((toleration) => {
    const effect = toleration.at('effect').text
    if (effect !== undefined && effect !== '' && !taint.at('effect').is(effect)) return false
    const key = toleration.at('key').text ?? ''
    const exists = toleration.at('operator').is('Exists')
    if (key === '') return exists
    return taint.at('key').is(key) && (exists || (toleration.at('value').text ?? '') === (taint.at('value').text ?? ''))
  })
}

/** `dedicated=gpu:NoSchedule`. */
export function taintText(taint: Field): string {
  const value = taint.at('value').text ?? ''
  return `${taint.at('key').text ?? ''}${value === '' ? '' : `=${value}`}:${taint.at('effect').text ?? ''}`
}
