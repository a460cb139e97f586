import { z } from 'zod'

/** The last state that both sides had, beside the runbooks. */
export const MANIFEST_FILE = '.aks-copilot-sync.json'

const seenSchema = z.object({ hash: z.string(), etag: z.string() })
const knownSchema = seenSchema.extend({
  /** The other side's version that lies beside the file since a conflict, until a person deletes the copy. */
  conflict: seenSchema.extend({ copy: z.string() }).optional(),
})
const schema = z.object({ version: z.literal(1), store: z.string(), files: z.record(z.string(), knownSchema) })

/** What both sides had of a file. `hash` '' stands for: neither had it. */
export type KnownFile = z.infer<typeof knownSchema>
export type KnownFiles = ReadonlyMap<string, KnownFile>

/** Empty where there is none, a damaged one, or one of another store: then nothing is taken for deleted. */
export function parseManifest(text: string | undefined, store: string): KnownFiles {
  if (text === undefined) return new Map()
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success && parsed.data.store === store ? new Map(Object.entries(parsed.data.files)) : new Map()
  } catch {
    return new Map()
  }
}

export function manifestText(files: KnownFiles, store: string): string {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ version: 1, store, files: Object.fromEntries(sorted) }, undefined, 1)}\n`
}
