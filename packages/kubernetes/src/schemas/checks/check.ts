import type { Fields, SchemaProblem } from '../problem.ts'

/** Finds what the API server refuses in an object of one type, beyond what the type says. Ignores what does not fit the type. */
export type Check = (object: Fields, pointer: string) => Iterable<SchemaProblem>
/** Checks by the name of the definition they are about. */
export type Checks = { readonly [definition: string]: readonly Check[] }
