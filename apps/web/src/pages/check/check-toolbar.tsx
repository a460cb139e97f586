import type { FixResponse } from '@aks-copilot/contracts'
import { Download } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { changeSession, type CheckSession } from './check-session.ts'
import { ciSnippet } from './ci-snippet.ts'
import { ProfileSelect } from './profile-select.tsx'
import { useProfiles } from './use-fix.ts'
import { zipArchive } from './zip-archive.ts'

export interface CheckToolbarProps {
  readonly session: CheckSession
  readonly response: FixResponse | undefined
  readonly onEdit: () => void
}

/** What is checked against what, and what one can take along. */
export function CheckToolbar({ session, response, onEdit }: CheckToolbarProps) {
  const profiles = useProfiles()
  const { report, files = [] } = response ?? {}
  const target = session.target ?? report?.target ?? ''
  const kubeVersion = session.kubeVersion ?? report?.kubeVersion ?? ''
  const detected = report !== undefined && session.source === 'auto' ? `found: ${report.source}` : 'found out'
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5 hairline-b lg:px-6">
      <ProfileSelect
        label="From"
        value={session.source}
        choices={(profiles?.sources ?? []).map(({ name, title }) => ({ name, title: name === 'auto' ? detected : title }))}
        onChoose={(source) => changeSession({ source })}
      />
      <ProfileSelect
        label="to"
        value={target}
        choices={profiles?.targets ?? []}
        onChoose={(target) => changeSession({ target, kubeVersion: undefined })}
      />
      <ProfileSelect
        label="Kubernetes"
        value={kubeVersion}
        choices={(profiles?.kubeVersions ?? []).map((version) => ({ name: version, title: version }))}
        onChoose={(kubeVersion) => changeSession({ kubeVersion })}
      />
      <div className="-mx-2 flex flex-wrap items-center lg:ml-auto">
        <Button look="quiet" onClick={onEdit}>
          Edit
        </Button>
        <Button look="quiet" disabled={files.length === 0} onClick={() => download(files)}>
          <Download className="size-3.5" aria-hidden="true" />{' '}
          {files.length > 1 ? `Download ${files.length} fixed files` : 'Download fixed file'}
        </Button>
        {files.length === 0 ? null : <CopyButton text={files.map(({ diff }) => diff).join('')} what="patch" label="Copy patch" />}
        {report === undefined ? null : (
          <CopyButton text={ciSnippet(report.target, report.kubeVersion)} what="CI snippet" label="Copy CI snippet" />
        )}
      </div>
    </div>
  )
}

/** One fixed file as it is; several as one archive. */
function download(files: FixResponse['files']): void {
  const [first] = files
  if (first === undefined) return
  const single = files.length === 1
  const content = single ? first.after : zipArchive(files.map(({ path, after }) => ({ path, text: after })))
  const address = URL.createObjectURL(new Blob([content], { type: single ? 'text/plain' : 'application/zip' }))
  const link = Object.assign(document.createElement('a'), {
    href: address,
    download: single ? (first.path.split('/').at(-1) ?? 'fixed.yaml') : 'fixed.zip',
  })
  link.click()
  URL.revokeObjectURL(address)
}
