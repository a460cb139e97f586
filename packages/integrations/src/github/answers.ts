import { z } from 'zod'

/** What is read of GitHub's answers; the rest of them is dropped. */

const id = z.string().regex(/^[0-9a-f]{40}$/)
const label = z.union([z.string(), z.object({ name: z.string().nullish() })])

export const repositorySchema = z.object({ default_branch: z.string().min(1) })
export const objectSchema = z.object({ sha: id })
export const referenceSchema = z.object({ object: z.object({ sha: id }) })
/** Old servers list what begins like the name where there is no such reference. */
export const oneReferenceSchema = z.union([referenceSchema, z.array(z.unknown()).transform(() => undefined)])
export const comparisonSchema = z.object({ status: z.enum(['ahead', 'behind', 'diverged', 'identical']) })

export const treeSchema = z.object({
  truncated: z.boolean().optional(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), sha: id, size: z.number().optional() })),
})

export const blobSchema = z.object({ content: z.string(), encoding: z.literal('base64') })

export const commitSchema = z.object({
  sha: id,
  message: z.string(),
  tree: z.object({ sha: id }),
  parents: z.array(z.object({ sha: id })),
  committer: z.object({ date: z.iso.datetime({ offset: true }) }),
})

export const pullSchema = z.object({
  number: z.number().int(),
  html_url: z.url(),
  state: z.enum(['open', 'closed']),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
  base: z.object({ ref: z.string() }),
})
export type Pull = z.infer<typeof pullSchema>

export const issueSchema = z.object({
  number: z.number().int(),
  html_url: z.url(),
  body: z.string().nullish(),
  labels: z.array(label).optional(),
  /** There only where the issue is a pull request. */
  pull_request: z.unknown().optional(),
})

export const commentSchema = z.object({ id: z.number(), body: z.string().nullish() })

export const checkRunsSchema = z.object({ check_runs: z.array(z.object({ id: z.number(), external_id: z.string().nullish() })) })
