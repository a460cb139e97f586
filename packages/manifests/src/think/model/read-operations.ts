import { type PatchOperation, patchOperationSchema } from '@aks-copilot/contracts'
import { z } from 'zod'

const replySchema = z.object({ operations: z.array(patchOperationSchema) })

/** The operations of a model's reply; undefined where it is of another shape. Tests are left out: a machine writes them. */
export function readOperations(reply: unknown): PatchOperation[] | undefined {
  const read = replySchema.safeParse(reply)
  return read.success ? read.data.operations.filter(({ op }) => op !== 'test') : undefined
}
