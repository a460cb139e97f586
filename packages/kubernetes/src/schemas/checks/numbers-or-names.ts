import { badValue, type Fields, type SchemaProblem } from '../problem.ts'
import { textOf } from '../read.ts'
import type { Check, Checks } from './check.ts'

const SURGE = ['maxSurge', 'maxUnavailable']
const PORT = ['port']

/** Fields that are a number or a percentage when they are text. */
const PERCENTAGES: { readonly [definition: string]: readonly string[] } = {
  'apps.v1.RollingUpdateDaemonSet': SURGE,
  'apps.v1.RollingUpdateDeployment': SURGE,
  'policy.v1.PodDisruptionBudgetSpec': ['minAvailable', 'maxUnavailable'],
}

/** Fields that are the number or the name of a port. */
const PORTS: { readonly [definition: string]: readonly string[] } = {
  'core.v1.HTTPGetAction': PORT,
  'core.v1.ServicePort': ['targetPort'],
  'core.v1.TCPSocketAction': PORT,
  'networking.v1.NetworkPolicyPort': PORT,
}

/** Texts in fields that take a number or a text. */
export const NUMBER_OR_NAME_CHECKS: Checks = Object.fromEntries([
  ...Object.entries(PERCENTAGES).map(
    ([definition, fields]) => [definition, [checkTexts(fields, isPercentage, 'a number, or a percentage such as 25%')]] as const,
  ),
  ...Object.entries(PORTS).map(
    ([definition, fields]) =>
      [
        definition,
        [
          checkTexts(
            fields,
            isPortName,
            'the number of a port, or its name: at most 15 lower-case letters, digits and -, a letter among them',
          ),
        ],
      ] as const,
  ),
])

function checkTexts(fields: readonly string[], fits: (text: string) => boolean, expected: string): Check {
  return function* (object: Fields, pointer: string): Generator<SchemaProblem> {
    for (const field of fields) {
      const text = textOf(object, field)
      if (text === undefined || text === '' || fits(text)) continue
      const hint = /^\d+$/.test(text) ? ': remove the quotes' : ''
      yield badValue(`${pointer}/${field}`, `\`${text}\` is not ${expected}${hint}.`, expected)
    }
  }
}

function isPercentage(text: string): boolean {
  return /^\d+%$/.test(text)
}

/** An IANA service name. */
function isPortName(text: string): boolean {
  return text.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && /[a-z]/.test(text)
}
