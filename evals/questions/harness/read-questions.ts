import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'
import { intentSchema } from '@aks-copilot/contracts'

const pattern = z.string().transform((text, context) => {
  try {
    return new RegExp(text, 'iu')
  } catch (error) {
    context.addIssue({ code: 'custom', message: String(error) })
    return z.NEVER
  }
})

const questionSchema = z.strictObject({
  /** As people type it. */
  ask: z.string().min(1),
  /** Asked before, in the same conversation. */
  before: z.array(z.string()).default([]),
  namespace: z.string().optional(),
  /** RFC 3339. */
  at: z.string().optional(),
  /** Any of these is right. */
  intent: z.union([intentSchema.transform((one) => [one]), z.array(intentSchema)]),
  /** Facts: each pattern must match headline and answer. */
  says: z.array(pattern).default([]),
  /** What must not be told. */
  never: z.array(pattern).default([]),
  /** A fact that a model's prose must hold, too. */
  cause: pattern.optional(),
})

const fileSchema = z.strictObject({
  /** Which cluster: `recordings/NAME.json`, `../examples/demo/NAME.json.gz`, `scenarios/NAME` or `questions/states/NAME.yaml`, all below evals/. */
  cluster: z.string(),
  questions: z.array(questionSchema).min(1),
})

export interface AskedQuestion extends z.infer<typeof questionSchema> {
  readonly file: string
  readonly cluster: string
}

const FOLDER = join(import.meta.dirname, '..')

/** All questions in order of their files. Throws an Error that names what is wrong with a file. */
export function readQuestions(): AskedQuestion[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .flatMap((file) => readFile(file))
}

/** A file holds several documents, one for each cluster. */
function readFile(file: string): AskedQuestion[] {
  const documents = readFileSync(join(FOLDER, file), 'utf8').split(/^---$/m)
  return documents.flatMap((text) => {
    const parsed = fileSchema.safeParse(load(text))
    if (!parsed.success) throw new Error(`questions/${file}: ${z.prettifyError(parsed.error)}`)
    const { cluster, questions } = parsed.data
    return questions.map((question) => ({ ...question, file, cluster }))
  })
}
