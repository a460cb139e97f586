const AT_ONCE = 8

/** Does it for each, eight at once; after each eight calls `then`, also before it throws what one of them threw. */
export async function inBatches<T>(
  items: readonly T[],
  act: (item: T) => Promise<void>,
  then: () => Promise<void> = async () => {},
): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const done = await Promise.allSettled(items.slice(from, from + AT_ONCE).map(act))
    await then()
    const failed = done.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }
}
