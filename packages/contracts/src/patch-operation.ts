import { z } from 'zod'

/** One RFC 6902 operation. `path` and `from` are JSON Pointers (RFC 6901) into one Kubernetes object. */
export const patchOperationSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('test'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('add'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('replace'), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: z.string() }),
  z.object({ op: z.literal('move'), from: z.string(), path: z.string() }),
  z.object({ op: z.literal('copy'), from: z.string(), path: z.string() }),
])
export type PatchOperation = z.infer<typeof patchOperationSchema>
