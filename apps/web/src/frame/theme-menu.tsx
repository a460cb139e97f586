import { Monitor, Moon, Sun } from 'lucide-react'
import { Popover } from '../components/popover.tsx'
import { MenuRow, TRIGGER } from './menu-row.tsx'
import { chooseTheme, useTheme, type ThemeChoice } from './theme.ts'

const CHOICES = [
  { choice: 'dark', word: 'Dark', Icon: Moon },
  { choice: 'light', word: 'Light', Icon: Sun },
  { choice: 'system', word: 'As the system', Icon: Monitor },
] as const satisfies readonly { choice: ThemeChoice; word: string; Icon: typeof Moon }[]

export function ThemeMenu() {
  const theme = useTheme()
  const Icon = CHOICES.find(({ choice }) => choice === theme)?.Icon ?? Monitor
  return (
    <Popover label="Theme" align="end" triggerClassName={TRIGGER} trigger={<Icon size={15} aria-hidden="true" />}>
      {(close) =>
        CHOICES.map(({ choice, word, Icon }) => (
          <MenuRow
            key={choice}
            chosen={choice === theme}
            onChoose={() => {
              chooseTheme(choice)
              close()
            }}
          >
            <Icon size={15} aria-hidden="true" className="text-ink-3" />
            {word}
          </MenuRow>
        ))
      }
    </Popover>
  )
}
