import { useEffect, useState } from 'react'

/** Sentences come whole, because each is checked first; the eye gets them word by word. */
const EVERY = 40
/** However much came at once, it is all there after this many steps. */
const STEPS = 24

/** The text as far as it is shown now; `done` shows it as it is. Who wants no motion sees each sentence as it comes. */
export function useRevealed(text: string, done: boolean): string {
  const [length, setLength] = useState(done ? text.length : 0)
  const [calm] = useState(() => globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches)
  const shown = calm ? text.length : Math.min(length, text.length)
  const isBehind = shown < text.length
  useEffect(() => {
    if (!isBehind) return undefined
    const timer = setTimeout(() => setLength(nextStop(text, shown)), EVERY)
    return () => clearTimeout(timer)
  }, [isBehind, shown, text])
  return isBehind ? text.slice(0, shown) : text
}

/** The end of a word, one or more words on. */
export function nextStop(text: string, from: number): number {
  const least = from + Math.ceil((text.length - from) / STEPS)
  const space = text.slice(least).search(/\s/)
  return space < 0 ? text.length : least + space
}
