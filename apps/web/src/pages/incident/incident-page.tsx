import { PageTitle } from '../../components/page-title.tsx'

export function IncidentPage() {
  return <PageTitle title="Incident" />
}
