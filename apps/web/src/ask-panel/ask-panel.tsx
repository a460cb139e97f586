export interface AskPanelProps {
  readonly open: boolean
  readonly onClose: () => void
  /** A question to put at once, from a suggestion or the palette. */
  readonly question?: string | undefined
}

/** The panel that opens over any page with `/`. */
export function AskPanel(_props: AskPanelProps) {
  return null
}
