/** Asks the list of evidence to open a record and bring it into view; `detail` is its id. */
export const EVIDENCE_EVENT = 'open-evidence'
