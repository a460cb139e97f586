/** Writes the metrics of the server into the guide for operations, from the code. */
import { readFileSync } from 'node:fs'
import { describeMetrics } from './describe-metrics.ts'
import { withBlock, writeGenerated } from './generated-file.ts'

const rows = describeMetrics().map(
  ({ name, kind, labels, help }) => `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
)
const page = new URL('../docs/guides/operations.md', import.meta.url)
const table = ['| metric | kind | labels | what it is |', '|---|---|---|---|', ...rows].join('\n')
writeGenerated(page, withBlock(readFileSync(page, 'utf8'), 'metrics', table))
