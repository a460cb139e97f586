import { Search, MessageSquareText } from 'lucide-react'
import { Button } from '../components/button.tsx'
import { Keys } from '../components/keys.tsx'
import { ClusterMenu } from './cluster-menu.tsx'
import { ConnectionMenu } from './connection-menu.tsx'
import { NamespaceMenu } from './namespace-menu.tsx'
import { ThemeMenu } from './theme-menu.tsx'

const ON_A_MAC = navigator.platform.startsWith('Mac')

export interface TopBarProps {
  readonly onSearch: () => void
  readonly onAsk: () => void
}

export function TopBar({ onSearch, onAsk }: TopBarProps) {
  return (
    <header className="flex h-11 items-center gap-1 px-2 hairline-b md:px-3">
      <ClusterMenu />
      <span aria-hidden="true" className="text-hairline-strong">
        /
      </span>
      <NamespaceMenu />
      <ConnectionMenu />
      <div className="ml-auto flex items-center gap-1">
        <Button look="quiet" onClick={onSearch} title="Search pages, objects, incidents, actions" aria-keyshortcuts="Control+K Meta+K">
          <Search size={15} aria-hidden="true" />
          <span className="max-lg:sr-only">Search</span>
          <span aria-hidden="true" className="hidden lg:inline">
            <Keys keys={ON_A_MAC ? ['⌘', 'K'] : ['Ctrl', 'K']} />
          </span>
        </Button>
        <Button look="quiet" onClick={onAsk} title="Ask about what is on the screen" aria-keyshortcuts="/">
          <MessageSquareText size={15} aria-hidden="true" />
          <span className="max-lg:sr-only">Ask</span>
          <span aria-hidden="true" className="hidden lg:inline">
            <Keys keys={['/']} />
          </span>
        </Button>
        <ThemeMenu />
      </div>
    </header>
  )
}
