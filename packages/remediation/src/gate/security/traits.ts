/**
 * What can be said of the safety of an object: what endangers (bad to gain), and what protects (bad to lose). By an id that is the same as
 * long as it is the same thing; the text is for people and tells no value.
 */
export interface Traits {
  readonly risks: ReadonlyMap<string, string>
  readonly guards: ReadonlyMap<string, string>
}

/** Collects what holds. */
export class TraitList implements Traits {
  readonly risks = new Map<string, string>()
  readonly guards = new Map<string, string>()

  risk(holds: boolean, text: string, id = text): void {
    if (holds) this.risks.set(id, text)
  }

  guard(holds: boolean, text: string, id = text): void {
    if (holds) this.guards.set(id, text)
  }
}
