import { Component, Suspense, type ReactNode } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { problemOf } from '../api/api-error.ts'
import { ErrorState } from '../components/error-state.tsx'
import { PageSkeleton } from '../components/skeleton.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { PageTitle } from '../components/page-title.tsx'
import { PAGES } from '../pages/registry.tsx'
import { ScopedLink } from '../router/scoped-link.tsx'

/** A fault in one page leaves the frame standing; going elsewhere starts afresh. */
class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <>
        <PageTitle title="This page failed" />
        <ErrorState problem={problemOf(this.state.error)} onRetry={() => this.setState({ error: undefined })} />
      </>
    )
  }
}

export function PageRouter() {
  const [path] = useLocation()
  const section = path.split('/')[1] ?? ''
  return (
    <PageBoundary key={section}>
      <Suspense fallback={<PageSkeleton />}>
        <Switch>
          {PAGES.map(({ id, path, Page }) => (
            <Route key={id} path={path}>
              <Page />
            </Route>
          ))}
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </PageBoundary>
  )
}

function NotFound() {
  return (
    <>
      <PageTitle title="No such page" />
      <EmptyState title="Nothing has this address.">
        <ScopedLink className="text-cyan underline-offset-4 hover:underline" to="/">
          To the overview
        </ScopedLink>
      </EmptyState>
    </>
  )
}
