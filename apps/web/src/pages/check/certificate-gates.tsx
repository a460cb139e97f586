import type { Gate } from '@aks-copilot/contracts'
import { InlineText } from '../../components/inline-text.tsx'
import { StateMark } from '../../components/state-mark.tsx'

const WORDS: Readonly<Record<Gate['gate'], string>> = {
  'operations-applied': 'The operations apply',
  'violation-gone': 'The violation is gone',
  'nothing-new': 'Nothing new is wrong',
  'schema-valid': 'The schema holds',
  'declared-paths-only': 'Only declared fields change',
  'text-equals-object': 'The text says the patched object',
  'other-bytes-unchanged': 'No other byte moves',
  'second-run-silent': 'A second run proposes nothing',
  'server-dry-run': 'The cluster accepts it',
  bounded: 'The answer of the model stays within what was asked',
  'values-known': 'No value is invented',
  'no-weaker-security': 'No security is given up',
  'answer-proven': 'The answer of the model is proven',
}

/** The certificate of a fix: each gate with its outcome and what was measured. */
export function CertificateGates({ gates }: { readonly gates: readonly Gate[] }) {
  return (
    <ul aria-label="Certificate" className="space-y-1">
      {gates.map(({ gate, pass, detail }) => (
        <li key={gate} className="flex gap-2">
          <StateMark
            state={pass ? 'recovered' : 'error'}
            word={<span className="sr-only">{pass ? 'passed' : 'failed'}</span>}
            className="h-5"
          />
          <span className="min-w-0 wrap-anywhere">
            {WORDS[gate]} <InlineText text={detail} className="text-meta text-ink-3" />
          </span>
        </li>
      ))}
    </ul>
  )
}
