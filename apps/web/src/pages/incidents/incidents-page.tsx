import { PageTitle } from '../../components/page-title.tsx'

export function IncidentsPage() {
  return <PageTitle title="Incidents" />
}
