import { createHash } from 'node:crypto'
import type { CheckReport, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { decisionsLeft } from './decisions.ts'
import type { FormatContext } from './format-context.ts'
import { html, htmlMessage } from './html/escape.ts'
import { SCRIPT } from './html/script.ts'
import { STYLE } from './html/style.ts'
import { diffBlock, fixClass, SEVERITY_TITLE, violationArticle } from './html/violation.ts'
import { SourceLines } from './source-lines.ts'
import { count, duration, fileTitle, isMended, journey, grouped, wasNothingRead } from './wording.ts'

/** One page that needs nothing else: no network, no server, no script to read it. */
export function formatHtml(report: CheckReport, context: FormatContext): string {
  const policy = `default-src 'none'; style-src '${digest(STYLE)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Ready for AKS? ${html(titleOf(report))}</title>
<style>${STYLE}</style>
</head>
<body>
${pageHeader(report, context)}
<main>
${[filters(report.violations), decisions(report, context), ...fileSections(report, context), byRule(report.violations), lists(report)].filter((part) => part !== '').join('\n')}
</main>
<footer>aks-copilot ${html(context.version)} · ${duration(context.duration)} · run ${html(report.runId)}</footer>
<script>${SCRIPT}</script>
</body>
</html>
`
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function titleOf(report: CheckReport): string {
  const { summary } = report
  if (wasNothingRead(report)) return 'Unknown'
  return summary.error + summary.warning === 0 ? 'Yes' : `${count(summary.error, 'error')}, ${count(summary.warning, 'warning')}`
}

function pageHeader(report: CheckReport, context: FormatContext): string {
  const { command } = context
  const { error, warning, info, objects } = report.summary
  const mended = report.violations.filter(isMended).length
  const judge = decisionsLeft(report, context).reduce((sum, { places }) => sum + places.length, 0)
  const ready = report.violations.filter(({ fix }) => fix.kind === 'auto' || fix.kind === 'doc' || fix.allowed === true).length
  const share = report.violations.length === 0 ? 100 : Math.round((mended / report.violations.length) * 100)
  const fixed = command === 'fix' ? card('mended', mended, `mended (${share} %)`) : card('mended', ready, 'fixed by rule')
  // The bar is a picture of a number that stands beside it in words.
  const meter =
    command === 'fix' && report.violations.length > 0
      ? `<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${share} % mended" width="100%"><rect width="${share}" height="1" fill="currentColor"/></svg>`
      : ''
  return `<header>
<h1>Ready for AKS?</h1>
<p class="soft verdict">${html(journey(report))} · ${count(objects, 'object')}</p>
${wasNothingRead(report) ? '<p>Unknown: nothing could be looked at.</p>' : report.violations.length === 0 ? '<p class="none">✔ Nothing found.</p>' : `<ul class="cards">${card('error', error, error === 1 ? 'error' : 'errors')}${card('warning', warning, warning === 1 ? 'warning' : 'warnings')}${card('info', info, info === 1 ? 'note' : 'notes')}${fixed}${card('judge', judge, 'for you to decide')}</ul>`}
${meter}
</header>`
}

function card(kind: string, number: number, label: string): string {
  return `<li class="${kind}"><b>${grouped(number)}</b><span>${label}</span></li>`
}

const FIX_TITLES: Readonly<Record<string, string>> = {
  mended: 'mended',
  auto: 'by rule',
  doc: 'by conversion',
  opt: 'if you allow it',
  judge: 'your decision',
  refused: 'refused',
}

function filters(violations: readonly Violation[]): string {
  if (violations.length < 2) return ''
  const choice = (name: string, label: string, values: readonly string[], title: (value: string) => string = (value) => value): string => {
    const options = [...new Set(values)].map((value) => `<option value="${html(value)}">${html(title(value))}</option>`)
    return `<label>${label}<select name="${name}"><option value="">all</option>${options.join('')}</select></label>`
  }
  const severities = (['error', 'warning', 'info'] as const).filter((severity) => violations.some((one) => one.severity === severity))
  return `<form role="search" aria-label="Filter">
${choice('severity', 'Severity', severities, (value) => SEVERITY_TITLE[value as Violation['severity']])}
${choice(
  'file',
  'File',
  violations.map(({ file }) => file),
  fileTitle,
)}
${choice('rule', 'Rule', violations.map(({ ruleId }) => ruleId).toSorted())}
${choice('fix', 'Fix', violations.map(fixClass), (value) => FIX_TITLES[value] ?? value)}
<label>Text<input type="search" name="text" autocomplete="off"></label>
<output></output>
</form>`
}

function decisions(report: CheckReport, context: FormatContext): string {
  const items = decisionsLeft(report, context).map(({ ruleId, subject, remedy, mayAllow, refusal, places }) => {
    const named = places
      .slice(0, 6)
      .map(({ file, line, object }) => `${html(`${fileTitle(file)}:${line}`)} (${html(describeObject(object))})`)
    const more = places.length > 6 ? ` and ${places.length - 6} more` : ''
    const how = mayAllow
      ? ` (allow it with <code>--allow ${html(ruleId)}</code>)`
      : refusal === undefined
        ? ''
        : ` The fix was refused: ${htmlMessage(refusal)}`
    return `<li><b>${htmlMessage(subject)}</b> ${htmlMessage(remedy)}${how}<p>${named.join(', ')}${more} · <code>${html(ruleId)}</code></p></li>`
  })
  return items.length === 0
    ? ''
    : `<section aria-labelledby="decisions"><h2 class="words" id="decisions">For you to decide</h2><ul class="decisions">${items.join('\n')}</ul></section>`
}

function fileSections(report: CheckReport, context: FormatContext): string[] {
  const source = new SourceLines(context.textOf)
  const fixed = new Map(context.fixed.map((file) => [file.path, file]))
  const files = [...Map.groupBy(report.violations, ({ file }) => file)]
  return files.map(([file, own], index) => {
    const change = fixed.get(file)
    return `<section class="file" aria-labelledby="file-${index}">
<h2 id="file-${index}">${html(fileTitle(file))}<span class="tally">${own.length} found${change === undefined ? '' : `, ${own.filter(isMended).length} mended`}</span></h2>
${change === undefined ? '' : diffBlock(change)}
${own.map((violation) => violationArticle(violation, source)).join('\n')}
</section>`
  })
}

function byRule(violations: readonly Violation[]): string {
  const rules = [...Map.groupBy(violations, ({ ruleId }) => ruleId)].toSorted(([, left], [, right]) => right.length - left.length)
  if (rules.length < 2) return ''
  const rows = rules.map(
    ([ruleId, own]) =>
      `<tr><td><code>${html(ruleId)}</code></td><td>${own[0]?.severity ?? ''}</td><td class="number-cell">${own.length}</td><td class="number-cell">${own.filter(isMended).length}</td></tr>`,
  )
  return `<section aria-labelledby="rules"><h2 class="words" id="rules">By rule</h2><div class="scroll"><table><thead><tr><th scope="col">Rule</th><th scope="col">Severity</th><th scope="col" class="number-cell">Found</th><th scope="col" class="number-cell">Mended</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`
}

function lists({ skipped, suppressed }: CheckReport): string {
  const rows = (items: readonly (readonly [string, string])[]): string =>
    items.map(([place, text]) => `<tr><td><code>${html(place)}</code></td><td>${htmlMessage(text)}</td></tr>`).join('')
  const block = (id: string, title: string, items: readonly (readonly [string, string])[]): string =>
    items.length === 0
      ? ''
      : `<section aria-labelledby="${id}"><h2 class="words" id="${id}">${title}</h2><div class="scroll"><table><tbody>${rows(items)}</tbody></table></div></section>`
  return [
    block(
      'skipped',
      'Not looked at',
      skipped.map(({ what, why, line }) => [line === undefined ? what : `${what}:${line}`, why]),
    ),
    block(
      'suppressed',
      'Suppressed',
      suppressed.map(({ ruleId, file, line, reason }) => [`${file}:${line}`, `\`${ruleId}\`: ${reason}`]),
    ),
  ].join('\n')
}
