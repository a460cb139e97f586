/** Secrets that tests plant, and how they are found again in whatever was written, said or sent. */

/** Where each was planted, and the secret. No two begin alike, none begins as anything else does. */
export type Planted = Readonly<Record<string, string>>

export interface Leak {
  /** Where the secret was planted. */
  readonly planted: string
  /** Where it was found. */
  readonly found: string
  readonly form: string
  /** What stands around it, so that a person finds the place. */
  readonly around: string
}

/** The first characters are as good as the whole: they tell which one it is, and make the rest easier to guess. */
const ENOUGH = 8

/** Each text that gives a secret away, by its name: in plain, as a piece of base64 in each of its three positions, in an address, in JSON. */
function formsOf(secret: string): ReadonlyMap<string, string> {
  const start = secret.slice(0, ENOUGH)
  const forms = new Map([['plain', start]])
  for (const shift of [0, 1, 2]) {
    const bytes = Buffer.from(`${'x'.repeat(shift)}${secret}`)
    // The first and the last characters depend on what stands beside it.
    const whole = bytes.toString('base64')
    forms.set(`base64 at ${shift}`, whole.slice(Math.ceil((shift * 8) / 6), Math.ceil((shift * 8) / 6) + 12))
  }
  forms.set('URL', encodeURIComponent(start))
  forms.set('JSON', JSON.stringify(start).slice(1, -1))
  forms.set('JSON twice', JSON.stringify(JSON.stringify(start)).slice(3, -3))
  forms.set('hex', Buffer.from(start).toString('hex'))
  return forms
}

/** Every planted secret that a text gives away. `spare`: what may be there, by where it was planted. */
export function leaksIn(text: string, found: string, planted: Planted, spare: readonly string[] = []): Leak[] {
  return Object.entries(planted)
    .filter(([name]) => !spare.includes(name))
    .flatMap(([name, secret]) => {
      for (const [form, part] of formsOf(secret)) {
        const at = text.indexOf(part)
        if (at >= 0) return [{ planted: name, found, form, around: text.slice(Math.max(0, at - 80), at + 60) }]
      }
      return []
    })
}

/** Names of the programs whose arguments give a secret away, now. */
export function leaksInProcesses(planted: Planted, processes: readonly { readonly pid: number; readonly args: string }[]): Leak[] {
  return processes.flatMap(({ pid, args }) => leaksIn(args, `arguments of process ${pid}`, planted))
}
