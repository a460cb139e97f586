import { z } from 'zod'

/** error: denied by admission, or never runs on AKS. warning: runs, with a real risk. info: worth knowing. */
export const severitySchema = z.enum(['error', 'warning', 'info'])
export type Severity = z.infer<typeof severitySchema>
