/**
 * What the knowledge base needs of services outside. Each port has one conformance suite in packages/integrations; whoever implements it
 * throws CopilotError with a category, and has retried transient faults already.
 */
import type { ArticleKind } from './knowledge.ts'

/** A blob as a listing names it. */
export interface BlobEntry {
  /** Below the prefix of the store, with slashes. Whatever the store holds: not to be trusted as a path. */
  readonly name: string
  /** Differs whenever the content was written again. */
  readonly etag: string
  readonly bytes: number
}

/** When a write or a deletion holds: only over the version with this etag, or only where nothing is. */
export type BlobCondition = { readonly ifMatch: string } | { readonly ifAbsent: true }

/** Named bytes with versions, as Azure Blob Storage has them. Every call may be repeated. */
export interface BlobStore {
  /** Without credentials: `https://contoso.blob.core.windows.net/runbooks/shop`. */
  readonly address: string
  /** Nothing leaves this machine. */
  readonly local: boolean
  /** All of them, or an error: never a part. More than `most` is an error, too. */
  list(most: number, signal?: AbortSignal): Promise<readonly BlobEntry[]>
  /** Undefined where there is none. More bytes than `most` are an error. */
  read(name: string, most: number, signal?: AbortSignal): Promise<{ readonly content: Uint8Array; readonly etag: string } | undefined>
  /**
   * The new etag. `conflict`: the condition does not hold, and nothing was written; where the answer of a first try was lost, it may be the
   * caller's own write that stands there.
   */
  write(name: string, content: Uint8Array, condition: BlobCondition, signal?: AbortSignal): Promise<{ readonly etag: string } | 'conflict'>
  /** `deleted` also where it is gone already. */
  delete(name: string, etag: string, signal?: AbortSignal): Promise<'deleted' | 'conflict'>
}

/** A passage as an index of its own keeps it. */
export interface PassageRecord {
  /** Letters, digits, hyphens; made of the content, so that a changed passage has another one. */
  readonly id: string
  readonly article: string
  readonly kind: ArticleKind
  readonly title: string
  readonly heading: string
  readonly tags: string
  readonly text: string
  /** One length for all of an index; undefined: the index has no vectors. */
  readonly vector?: Float32Array | undefined
}

export interface PassageQuery {
  /** Words; nothing in them is an operator. */
  readonly text: string
  readonly vector?: Float32Array | undefined
  readonly kinds?: readonly ArticleKind[] | undefined
  readonly limit: number
}

/** An index of passages by words and by vectors, as Azure AI Search is. Every call may be repeated. */
export interface PassageIndex {
  /** For people: `index runbooks at contoso.search.windows.net`. */
  readonly name: string
  readonly local: boolean
  /** Makes the index where it is missing, or checks that it fits; `dimensions` undefined: without vectors. */
  prepare(dimensions: number | undefined, signal?: AbortSignal): Promise<void>
  /** The ids of these that are there. */
  present(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlySet<string>>
  /** Adds or replaces; those that were refused, with the reason. */
  upsert(passages: readonly PassageRecord[], signal?: AbortSignal): Promise<readonly PassageRefusal[]>
  /** Those that are not there are no fault. */
  remove(ids: readonly string[], signal?: AbortSignal): Promise<readonly PassageRefusal[]>
  /** Ids, best first. */
  search(query: PassageQuery, signal?: AbortSignal): Promise<readonly string[]>
  status(signal?: AbortSignal): Promise<{ readonly passages: number }>
}

export interface PassageRefusal {
  readonly id: string
  readonly why: string
}
