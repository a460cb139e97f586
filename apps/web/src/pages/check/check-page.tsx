import { PageTitle } from '../../components/page-title.tsx'

export function CheckPage() {
  return <PageTitle title="Check" />
}
