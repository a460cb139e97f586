import { Activity, Boxes, FileCheck2, Cpu, MessageSquareText, TriangleAlert, type LucideIcon } from 'lucide-react'
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import { OverviewPage } from './overview/overview-page.tsx'

export interface PageEntry {
  readonly id: string
  /** A pattern of the router; see router/paths.ts for how to make addresses. */
  readonly path: string
  readonly title: string
  readonly Page: ComponentType | LazyExoticComponent<ComponentType>
  /** Stands in the rail: with this symbol, at this address, after `g` and this key. */
  readonly rail?: { readonly icon: LucideIcon; readonly to: string; readonly key: string }
}

const page = (load: () => Promise<ComponentType>) => lazy(async () => ({ default: await load() }))

export const PAGES: readonly PageEntry[] = [
  { id: 'overview', path: '/', title: 'Overview', Page: OverviewPage, rail: { icon: Activity, to: '/', key: 'o' } },
  {
    id: 'incidents',
    path: '/incidents',
    title: 'Incidents',
    Page: page(async () => (await import('./incidents/incidents-page.tsx')).IncidentsPage),
    rail: { icon: TriangleAlert, to: '/incidents', key: 'i' },
  },
  {
    id: 'incident',
    path: '/incidents/*',
    title: 'Incident',
    Page: page(async () => (await import('./incident/incident-page.tsx')).IncidentPage),
  },
  {
    id: 'explore',
    path: '/explore/:tab?',
    title: 'Explore',
    Page: page(async () => (await import('./explore/explore-page.tsx')).ExplorePage),
    rail: { icon: Boxes, to: '/explore', key: 'e' },
  },
  {
    id: 'ask',
    path: '/ask/:conversation?',
    title: 'Ask',
    Page: page(async () => (await import('./ask/ask-page.tsx')).AskPage),
    rail: { icon: MessageSquareText, to: '/ask', key: 'a' },
  },
  {
    id: 'check',
    path: '/check',
    title: 'Check',
    Page: page(async () => (await import('./check/check-page.tsx')).CheckPage),
    rail: { icon: FileCheck2, to: '/check', key: 'c' },
  },
  {
    id: 'models',
    path: '/models',
    title: 'Models',
    Page: page(async () => (await import('./models/models-page.tsx')).ModelsPage),
    rail: { icon: Cpu, to: '/models', key: 'm' },
  },
]
