import type { CheckReport, Violation } from '@aks-copilot/contracts'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../profiles/built-in.generated.ts'

/** Mended: applied or ready to apply, and proven. What a model proposes is mended when somebody accepted it. */
export function isMended({ fix }: Violation): boolean {
  if (fix.source === 'model') return fix.status === 'applied'
  return fix.status === 'applied' || (fix.status === 'proposed' && (fix.certificate !== undefined || fix.reason !== undefined))
}

/** Whether there was input and all of it was skipped: then that nothing was found says nothing. */
export function wasNothingRead({ summary, skipped }: Pick<CheckReport, 'summary' | 'skipped'>): boolean {
  return summary.objects === 0 && skipped.length > 0
}

/** `k3s → AKS Standard, Kubernetes 1.35`. */
export function journey(report: CheckReport): string {
  const source = SOURCE_PROFILES[report.source]?.title ?? report.source
  const target = TARGET_PROFILES[report.target]?.title ?? report.target
  return `${source} → ${target}, Kubernetes ${report.kubeVersion}`
}

/** `12,345`. By hand: the first use of the platform's own formatter takes 40 ms. */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 error`, `2 errors`. */
export function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** What stands in a report for a file: standard input has no name. */
export function fileTitle(file: string): string {
  return file === '-' ? 'standard input' : file
}

/** `120 ms`, `1.4 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

/** Who acts on a violation, in two or three words. */
export function remedyTitle(violation: Violation): string {
  const { kind, status, allowed } = violation.fix
  if (status === 'applied') return 'fixed'
  if (isMended(violation)) return 'fix is ready'
  if (violation.fix.source === 'model' && status === 'proposed') return 'a model proposes'
  if (status === 'refused') return 'fix was refused'
  if (kind === 'opt' && allowed === true) return 'fix by rule'
  return { auto: 'fix by rule', doc: 'fix by conversion', opt: 'fix if you allow it', judge: 'your decision' }[kind]
}

/** Why a fix was refused; undefined where it was not, or where its description says it already. */
export function refusalOf({ fix }: Violation): string | undefined {
  if (fix.status !== 'refused') return undefined
  const reason = fix.reason ?? 'a gate did not pass'
  const said = reason.split(' would be lost: ')[1]
  return said !== undefined && fix.description.includes(said) ? undefined : reason
}
