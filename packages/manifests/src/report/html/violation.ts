import type { Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { FixedFile } from '../../fix-manifests.ts'
import { diffHunks } from '../diff-hunks.ts'
import { printable } from '../plain-text.ts'
import { type FrameLine, frameLines, type SourceLines } from '../source-lines.ts'
import { count, isMended, remedyTitle } from '../wording.ts'
import { html, htmlMessage } from './escape.ts'

export const SEVERITY_TITLE = { error: 'Error', warning: 'Warning', info: 'Note' } as const

/** How a violation is mended, as the filter of the page knows it. */
export function fixClass(violation: Violation): string {
  if (isMended(violation)) return 'mended'
  if (violation.fix.allowed === true && violation.fix.status !== 'refused') return 'auto'
  return violation.fix.status === 'refused' ? 'refused' : violation.fix.kind
}

export function violationArticle(violation: Violation, source: SourceLines): string {
  const { severity, ruleId, file, line, column, object, message, why, help, path, fix } = violation
  const reason = fix.status === 'refused' ? `<p class="refusal"><b>Not applied</b> ${htmlMessage(fix.reason ?? '')}</p>` : ''
  const proposal =
    fix.source === 'model' && fix.status === 'proposed'
      ? `<p class="refusal"><b>Proposal, not written</b> ${htmlMessage(fix.description)}</p>`
      : ''
  return [
    `<article class="violation ${severity}" data-severity="${severity}" data-rule="${html(ruleId)}" data-file="${html(file)}" data-fix="${fixClass(violation)}">`,
    `<h3><span class="sign" aria-hidden="true"></span><span class="hidden">${SEVERITY_TITLE[severity]}: </span>${htmlMessage(message)}</h3>`,
    `<p class="meta"><span class="line">${line}:${column}</span><span>${html(describeObject(object))}</span><code class="rule">${html(ruleId)}</code><span class="badge ${fixClass(violation)}">${remedyTitle(violation)}</span></p>`,
    frame(frameLines(violation, source), path),
    `<dl><dt>Why</dt><dd>${htmlMessage(why)}</dd><dt>${isMended(violation) ? 'Fix' : 'To do'}</dt><dd>${htmlMessage(help)}</dd></dl>`,
    proposal,
    reason,
    ledger(violation),
    certificate(violation),
    '</article>',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function frame(lines: readonly FrameLine[], path: string): string {
  if (lines.length === 0) return ''
  const rows = lines.map(
    ({ number, text, mark }) =>
      `<span class="row${mark === undefined ? '' : ' here'}"><span class="number">${number}</span>${mark === undefined ? escapeCode(text) : marked(text, mark)}</span>`,
  )
  return `<pre class="frame" tabindex="0" aria-label="The place ${html(path)}"><code>${rows.join('\n')}</code></pre>`
}

function marked(text: string, [start, end]: readonly [number, number]): string {
  return `${escapeCode(text.slice(0, start))}<mark>${escapeCode(text.slice(start, end))}</mark>${escapeCode(text.slice(end))}`
}

/** Code keeps its spaces. */
function escapeCode(text: string): string {
  return html(printable(text))
}

function certificate({ fix }: Violation): string {
  const gates = fix.certificate?.gates ?? []
  if (gates.length === 0) return ''
  const rows = gates.map(
    ({ gate, pass, detail }) =>
      `<li class="${pass ? 'pass' : 'fail'}"><span class="hidden">${pass ? 'passed' : 'failed'}: </span><code>${html(gate)}</code> ${htmlMessage(detail)}</li>`,
  )
  return `<details class="certificate"><summary>Certificate: ${gates.filter(({ pass }) => pass).length} of ${count(gates.length, 'gate')} passed</summary><ul>${rows.join('')}</ul></details>`
}

function ledger({ fix }: Violation): string {
  if (fix.ledger === undefined || fix.ledger.length === 0) return ''
  const rows = fix.ledger.map(
    ({ path, outcome, reason }) =>
      `<tr class="${outcome}"><td><code>${html(path)}</code></td><td>${outcome}</td><td>${htmlMessage(reason)}</td></tr>`,
  )
  return `<details class="ledger"><summary>What became of ${count(fix.ledger.length, 'field')}</summary><div class="scroll"><table><thead><tr><th scope="col">Field</th><th scope="col">Outcome</th><th scope="col">Reason</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`
}

export function diffBlock(file: FixedFile): string {
  const hunks = diffHunks(file, 3)
  if (hunks === undefined) return '<p>Almost every line changes; compare the files themselves.</p>'
  const KIND = { '+': 'plus', '-': 'minus', ' ': 'same' } as const
  const rows = hunks.flatMap(({ lines }, index) => [
    ...(index === 0 ? [] : ['<span class="row gap">⋯</span>']),
    ...lines.map(
      ({ sign, text, number }) =>
        `<span class="row ${KIND[sign]}"><span class="number">${number}</span><span class="diff-sign">${sign}</span>${escapeCode(text)}</span>`,
    ),
  ])
  return `<details class="diff"><summary>What the fixes change in this file</summary><pre class="frame" tabindex="0" aria-label="Changes"><code>${rows.join('\n')}</code></pre></details>`
}
