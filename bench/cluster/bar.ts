let missed = 0

/** Prints a figure beside the most that it may be, with `ok` or `MISSED`. */
export function atMost(what: string, value: number, most: number, unit: string): void {
  bar(what, value, value <= most, `at most ${shown(most)} ${unit}`, unit)
}

/** Prints a figure beside the least that it must be, with `ok` or `MISSED`. */
export function atLeast(what: string, value: number, least: number, unit: string): void {
  bar(what, value, value >= least, `at least ${shown(least)} ${unit}`, unit)
}

/** Prints a figure that has no bar. */
export function figure(what: string, text: string): void {
  console.log(`${what.padEnd(58)} ${text}`)
}

/** How many bars were missed so far. */
export function missedBars(): number {
  return missed
}

function bar(what: string, value: number, isMet: boolean, wanted: string, unit: string): void {
  if (!isMet) missed += 1
  figure(what, `${`${shown(value)} ${unit}`.padEnd(20)} ${`(${wanted})`.padEnd(26)} ${isMet ? 'ok' : 'MISSED'}`)
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3).replace(/\.?0+$/, '')
}
