import type { MetricRow } from '@aks-copilot/contracts'

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** A measured value with its unit: `0.25 cores`, `128 MiB`, `37 %`, `1,204`. */
export function formatQuantity(value: number, unit: MetricRow['unit']): string {
  switch (unit) {
    case 'cores':
      return value !== 0 && value < 0.1 ? `${trimmed(value * 1000)} millicores` : `${trimmed(value)} ${value === 1 ? 'core' : 'cores'}`
    case 'bytes':
      return bytes(value)
    case 'share':
      return `${trimmed(value * 100)} %`
    case 'count':
      return Math.round(value).toLocaleString('en-US')
  }
}

function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log2(value) / 10))
  return `${trimmed(value / 1024 ** power)} ${BYTES[power] ?? 'B'}`
}

/** Three digits that count. */
function trimmed(value: number): string {
  return Number(value.toPrecision(value >= 100 ? 4 : 3)).toString()
}
