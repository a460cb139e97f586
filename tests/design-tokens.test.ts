import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../apps/web/src/design/tokens.css', import.meta.url), 'utf8')

const themes = { dark: tokensOf(':root'), light: tokensOf("[data-theme='light']") }
const GROUNDS = ['ground', 'surface-1', 'surface-2', 'surface-3']
const INKS = ['ink', 'ink-2', 'ink-3']
const STATES = ['cyan', 'magenta', 'amber', 'red', 'green', 'violet']

function tokensOf(selector: string): Readonly<Record<string, string>> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? ''
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

/** Relative luminance, WCAG 2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

describe.each(Object.entries(themes))('%s theme', (_, tokens) => {
  const color = (name: string): string => tokens[name] ?? 'missing'

  test.each([...INKS, ...STATES])('text in %s reaches AA on every surface', (ink) => {
    for (const ground of GROUNDS) expect(contrast(color(ink), color(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })

  test('a strong button is readable', () => {
    expect(contrast(color('ground'), color('ink'))).toBeGreaterThanOrEqual(7)
  })
})

test('both themes define the same colours', () => {
  expect(Object.keys(themes.light)).toEqual(Object.keys(themes.dark))
})
