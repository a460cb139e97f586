import type { ReportedChange } from '@aks-copilot/contracts'

export interface DiffProps {
  readonly fields: ReportedChange['diff']
}

/** A change field by field: the path, what was, what is. */
export function Diff({ fields }: DiffProps) {
  return (
    <dl className="font-mono text-meta leading-5">
      {fields.map(({ path, from, to }) => (
        <div key={path} className="border-l-2 border-violet pl-3 not-first:mt-2">
          <dt className="text-ink-2 wrap-anywhere">{fieldName(path)}</dt>
          {from === undefined || from === null ? null : <Side sign="−" word="was" value={from} className="text-red" />}
          {to === undefined || to === null ? null : <Side sign="+" word="is" value={to} className="text-green" />}
        </div>
      ))}
    </dl>
  )
}

function Side({
  sign,
  word,
  value,
  className,
}: {
  readonly sign: string
  readonly word: string
  readonly value: unknown
  readonly className: string
}) {
  return (
    <dd className="flex gap-2">
      <span className={`select-none ${className}`} aria-hidden="true">
        {sign}
      </span>
      <span className="sr-only">{word}</span>
      {isUnkept(value) ? (
        <span className="text-ink-3">a value that is not kept</span>
      ) : (
        <span className="wrap-anywhere whitespace-pre-wrap">{valueText(value)}</span>
      )}
    </dd>
  )
}

/** Of values of ConfigMaps and Secrets only a fingerprint is kept: that they differ is known, not what they are. */
function isUnkept(value: unknown): boolean {
  return typeof value === 'string' && /^hmac:[\da-f]+$/.test(value)
}

/** `/spec/template/spec/containers/0/image` as `spec.template.spec.containers.0.image`; a JSON Pointer's escapes are undone. */
export function fieldName(path: string): string {
  if (!path.startsWith('/')) return path
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
}

export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 1).replaceAll(/\n\s*/g, ' ')
}
