import type { ComponentPropsWithoutRef, ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import remend from 'remend'
import { CodeBlock } from './code-block.tsx'
import { CitationChip } from './answer-text.tsx'
import { citePlugin } from './cite-plugin.ts'

/** Nothing that loads or leads anywhere: parts of the text are words of strangers. */
const FORBIDDEN = ['a', 'img', 'input', 'video', 'audio', 'iframe']

const heading = ({ children }: { readonly children?: ReactNode }) => <h3 className="mt-3 text-body font-semibold first:mt-0">{children}</h3>

const COMPONENTS: Components = {
  p: ({ children }) => <p className="mt-2 first:mt-0">{children}</p>,
  ul: ({ children }) => <ul className="mt-2 list-disc space-y-1 pl-5 marker:text-ink-3 first:mt-0">{children}</ul>,
  ol: ({ children }) => <ol className="mt-2 list-decimal space-y-1 pl-5 marker:text-ink-3 first:mt-0">{children}</ol>,
  h1: heading,
  h2: heading,
  h3: heading,
  h4: heading,
  pre: ({ children }) => <Preformatted>{children}</Preformatted>,
  code: ({ children }) => <code className="rounded-mark bg-surface-2 px-1 py-px wrap-anywhere">{children}</code>,
  blockquote: ({ children }) => <blockquote className="mt-2 border-l-2 border-hairline-strong pl-3 text-ink-2">{children}</blockquote>,
  table: ({ children }) => (
    <div className="mt-2 overflow-x-auto" role="region" aria-label="Table" tabIndex={0}>
      <table className="w-full text-left">{children}</table>
    </div>
  ),
  th: ({ children }) => <th className="h-7 pr-4 font-medium whitespace-nowrap text-ink-2 hairline-b">{children}</th>,
  td: ({ children }) => <td className="min-h-7 py-1 pr-4 align-top hairline-b">{children}</td>,
  cite: ({ children }) => <CitationChip id={textOf(children)} />,
}

/** Loaded when the first answer is shown. While `streaming`, what is not closed yet is closed for the eye. */
export function Markdown({ text, streaming }: { readonly text: string; readonly streaming: boolean }) {
  return (
    <div className="max-w-2xl wrap-anywhere">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeSanitize, citePlugin]}
        disallowedElements={FORBIDDEN}
        unwrapDisallowed
        components={COMPONENTS}
      >
        {streaming ? remend(text) : text}
      </ReactMarkdown>
    </div>
  )
}

/** Commands stand in code blocks: each can be copied. */
function Preformatted({ children }: ComponentPropsWithoutRef<'pre'>) {
  return (
    <div className="mt-2">
      <CodeBlock text={textOf(children).trimEnd()} what="command" />
    </div>
  )
}

function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map((child: ReactNode) => textOf(child)).join('')
  if (typeof node === 'object' && node !== null && 'props' in node) return textOf((node.props as { children?: ReactNode }).children)
  return ''
}
