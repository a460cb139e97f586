import { useState } from 'react'
import { CodeBlock } from '../../ask-panel/code-block.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { Tabs } from '../../components/tabs.tsx'

const MODEL = 'qwen2.5-0.5b'

interface Platform {
  readonly id: string
  readonly title: string
  readonly note: string
  readonly lines: readonly string[]
}

const PLATFORMS: readonly Platform[] = [
  {
    id: 'windows',
    title: 'Windows',
    note: 'In a terminal:',
    lines: ['winget install Microsoft.FoundryLocal', `foundry model download ${MODEL}`, `foundry model load ${MODEL}`],
  },
  {
    id: 'macos',
    title: 'macOS',
    note: 'With the .pkg for Apple silicon of the Foundry Local CLI, from the releases of microsoft/Foundry-Local on GitHub:',
    lines: ['sudo installer -pkg foundry-*-osx-arm64.pkg -target /', `foundry model download ${MODEL}`, `foundry model load ${MODEL}`],
  },
  {
    id: 'linux',
    title: 'Linux (preview)',
    note: 'With the .tar.gz of the Foundry Local CLI, a preview, from the releases of microsoft/Foundry-Local on GitHub:',
    lines: [
      'tar xzf foundry-*-linux-x64.tar.gz && cd foundry-*-linux-x64',
      `./lib/foundry model download ${MODEL}`,
      `./lib/foundry model load ${MODEL}`,
    ],
  },
  {
    id: 'ollama',
    title: 'Ollama instead',
    note: 'Any server with the OpenAI API will do. With Ollama:',
    lines: [
      'ollama pull qwen2.5:0.5b',
      'export AKS_COPILOT_MODEL_PROVIDER=openai-compatible AKS_COPILOT_MODEL_ENDPOINT=http://127.0.0.1:11434/v1',
      'aks-copilot serve --model qwen2.5:0.5b',
    ],
  },
]

/** How to get a model that runs on the own machine, in three lines. `without`: no model is wanted now; `canChoose`: models are offered above. */
export function GetFoundry({ without, canChoose }: { readonly without: boolean; readonly canChoose: boolean }) {
  const [chosen, setChosen] = useState(() => platformHere())
  const platform = PLATFORMS.find(({ id }) => id === chosen)
  return (
    <Tabs label="Platform" tabs={PLATFORMS} chosen={chosen} onChoose={setChosen}>
      <div className="max-w-3xl space-y-2 px-4 py-3 lg:px-6">
        <p className="text-ink-2">{platform?.note}</p>
        <CodeBlock text={platform?.lines.join('\n') ?? ''} what="commands" />
        <p className="text-ink-2">
          <InlineText text={nextStep(chosen, without, canChoose)} />
        </p>
      </div>
    </Tabs>
  )
}

function platformHere(): string {
  const { userAgent } = navigator
  return userAgent.includes('Windows') ? 'windows' : userAgent.includes('Mac OS') ? 'macos' : 'linux'
}

function nextStep(chosen: string, without: boolean, canChoose: boolean): string {
  if (chosen === 'ollama') return 'The model answers from the next question on.'
  if (!without) return 'The running service is found by itself, and writes from the next question on.'
  return `The running service is found by itself: start aks-copilot again without \`--model none\`${canChoose ? ', or press Use above' : ''}.`
}
