import type { IncidentDetail, LiveReference, ObjectDetail, Page, TimelineEntry } from '@aks-copilot/contracts'
import { useState } from 'react'
import { problemOf } from '../../api/api-error.ts'
import { useScopedQuery } from '../../api/queries.ts'
import { CloseButton } from '../../components/close-button.tsx'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { RowsSkeleton } from '../../components/skeleton.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { incidentPath } from '../../router/paths.ts'
import { ScopedLink } from '../../router/scoped-link.tsx'
import { Neighbours } from './neighbours.tsx'
import { ObjectTimeline } from './object-timeline.tsx'
import { readableObject } from './readable-object.ts'
import { toYaml } from './to-yaml.ts'
import { useAddress } from './use-address.ts'
import { YamlText } from './yaml-text.tsx'

export interface ObjectViewProps {
  readonly object: LiveReference
  readonly onClose: () => void
}

/** The API's address of an object; `-` stands for the namespace of what has none. */
function objectApiPath({ kind, namespace, name }: LiveReference): string {
  return `/api/objects/${[kind, namespace ?? '-', name].map(encodeURIComponent).join('/')}`
}

/** One object beside the list: its timeline, its YAML as kept, its neighbours; its incidents stand on top. */
export function ObjectView({ object, onClose }: ObjectViewProps) {
  const path = objectApiPath(object)
  const detail = useScopedQuery<ObjectDetail>({ key: ['object', path], path, contract: 'objectDetailSchema' })
  const { get, change } = useAddress()
  const view = get('view') ?? 'timeline'
  return (
    <section
      aria-label={`${object.kind} ${object.name}`}
      className="flex min-h-0 animate-arrive flex-col bg-ground max-lg:absolute max-lg:inset-0 max-lg:z-20 lg:w-[46%] lg:shrink-0 lg:border-l lg:border-hairline-strong"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className="flex min-h-11 items-center gap-3 px-4 py-2 hairline-b lg:px-6">
        {detail.data === undefined ? null : <StateMark state={detail.data.state} />}
        <h2 className="min-w-0 flex-1">
          <ObjectName object={object} link={false} />
        </h2>
        <span className="text-ink-2 max-sm:hidden">{detail.data?.status}</span>
        <CloseButton onClose={onClose} />
      </header>
      {detail.error !== null && detail.data === undefined ? (
        <ErrorState problem={problemOf(detail.error)} onRetry={() => void detail.refetch()} />
      ) : (
        <>
          <ObjectIncidents fingerprints={detail.data?.incidents ?? []} />
          <Tabs
            label="About this object"
            chosen={view}
            onChoose={(id) => change({ view: id === 'timeline' ? undefined : id })}
            tabs={[
              { id: 'timeline', title: 'Timeline' },
              { id: 'yaml', title: 'YAML' },
              { id: 'neighbours', title: 'Neighbours', count: detail.data?.neighbours.length },
            ]}
          >
            {detail.data === undefined ? <RowsSkeleton rows={8} /> : <ObjectPart view={view} detail={detail.data} path={path} />}
          </Tabs>
        </>
      )}
    </section>
  )
}

function ObjectPart({ view, detail, path }: { readonly view: string; readonly detail: ObjectDetail; readonly path: string }) {
  if (view === 'yaml') return <YamlPart detail={detail} />
  if (view === 'neighbours') return <Neighbours neighbours={detail.neighbours} />
  return <TimelinePart object={detail} path={path} />
}

function YamlPart({ detail }: { readonly detail: ObjectDetail }) {
  const [managed, setManaged] = useState(false)
  const yaml = toYaml(readableObject(detail, managed))
  return (
    <>
      <div className="flex items-center gap-3 px-4 py-1 text-meta text-ink-3 lg:px-6">
        <span className="flex-1">As it is kept: values of Secrets and ConfigMaps never are.</span>
        <Button look="quiet" aria-pressed={managed} onClick={() => setManaged(!managed)}>
          {managed ? 'Without field owners' : 'With field owners'}
        </Button>
        <CopyButton text={yaml} what="YAML" />
      </div>
      <YamlText text={yaml} />
    </>
  )
}

function TimelinePart({ object, path }: { readonly object: LiveReference; readonly path: string }) {
  const { data, error, refetch } = useScopedQuery<Page<TimelineEntry>>({ key: ['timeline', path], path: `${path}/timeline` })
  if (data !== undefined) return <ObjectTimeline object={object} entries={data.items} />
  return error === null ? <RowsSkeleton rows={8} /> : <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} />
}

function ObjectIncidents({ fingerprints }: { readonly fingerprints: readonly string[] }) {
  if (fingerprints.length === 0) return null
  return (
    <ul aria-label="Incidents" className="hairline-b">
      {fingerprints.map((fingerprint) => (
        <IncidentLine key={fingerprint} fingerprint={fingerprint} />
      ))}
    </ul>
  )
}

function IncidentLine({ fingerprint }: { readonly fingerprint: string }) {
  const path = `/api/incidents/${encodeURIComponent(fingerprint)}`
  const { data } = useScopedQuery<IncidentDetail>({ key: ['incident', fingerprint], path })
  return (
    <li>
      <ScopedLink to={incidentPath(fingerprint)} className="flex min-h-row items-center gap-2 px-4 py-1 hover:bg-surface-1 lg:px-6">
        <StateMark state="cause" word={false} />
        <span className="min-w-0 flex-1 wrap-anywhere">
          <InlineText text={data?.incident.title ?? 'Incident'} />
        </span>
      </ScopedLink>
    </li>
  )
}
