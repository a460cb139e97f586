import { PageTitle } from '../../components/page-title.tsx'

export function ModelsPage() {
  return <PageTitle title="Models" />
}
