import { PageTitle } from '../../components/page-title.tsx'

export function AskPage() {
  return <PageTitle title="Ask" />
}
