import { PageTitle } from '../../components/page-title.tsx'

export function ExplorePage() {
  return <PageTitle title="Explore" />
}
