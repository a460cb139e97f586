import { Dialog } from '../components/dialog.tsx'
import { Keys } from '../components/keys.tsx'
import { PAGES } from '../pages/registry.tsx'

const EVERYWHERE: readonly (readonly [readonly string[], string])[] = [
  [['Ctrl', 'K'], 'Search pages, objects, incidents, actions (⌘ K on a Mac)'],
  [['/'], 'Ask about what is on the screen'],
  [['?'], 'This list'],
  [['Esc'], 'Close what is open'],
]
const TIME: readonly (readonly [readonly string[], string])[] = [
  [['←', '→'], 'A minute back or on'],
  [['Page Down', 'Page Up'], 'Ten minutes back or on'],
  [['Home', 'End'], 'Two hours ago, now'],
]

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const pages = PAGES.flatMap(({ title, rail }): [string[], string][] => (rail === undefined ? [] : [[['g', rail.key], title]]))
  return (
    <Dialog open onClose={onClose} label="Keys">
      <div className="grid max-h-[80dvh] gap-x-8 gap-y-4 overflow-auto p-5 sm:grid-cols-2">
        <Group title="Everywhere" rows={EVERYWHERE} />
        <Group title="Go to" rows={pages} />
        <Group title="On the time bar" rows={TIME} />
      </div>
    </Dialog>
  )
}

function Group({ title, rows }: { readonly title: string; readonly rows: readonly (readonly [readonly string[], string])[] }) {
  return (
    <section>
      <h2 className="mb-1 font-semibold">{title}</h2>
      <dl>
        {rows.map(([keys, text]) => (
          <div key={text} className="flex min-h-row items-center justify-between gap-4 hairline-b">
            <dd className="text-ink-2">{text}</dd>
            <dt>
              <Keys keys={keys} />
            </dt>
          </div>
        ))}
      </dl>
    </section>
  )
}
