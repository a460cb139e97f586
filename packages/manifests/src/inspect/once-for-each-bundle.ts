import type { BundleView } from './rule.ts'

/** A question to a bundle that is answered once for each: rules ask it for every object, and a bundle never changes. */
export function onceForEachBundle<Answer>(ask: (bundle: BundleView) => Answer): (bundle: BundleView) => Answer {
  const answers = new WeakMap<BundleView, { readonly answer: Answer }>()
  return (bundle) => {
    let known = answers.get(bundle)
    if (known === undefined) answers.set(bundle, (known = { answer: ask(bundle) }))
    return known.answer
  }
}
