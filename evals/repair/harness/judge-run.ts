import type { GitHubStandIn } from '../../../packages/integrations/src/github/test-support/github-stand-in.ts'
import type { Scenario } from './read-scenarios.ts'
import type { Ran } from './run-command.ts'

/** One scenario, and what is not as it must be; nothing: it is right. */
export interface Outcome {
  readonly scenario: Scenario
  readonly kind: string
  readonly attempts: number
  /** From the beginning of the command to its end, in seconds; absent where it never began. */
  readonly ran?: number
  readonly misses: readonly string[]
  /** What the command said, for whoever looks into a miss. */
  readonly told: string
}

/** Holds the end of a run against the scenario: the outcome, the exit status, the branch line by line, issues and pull requests. */
export async function judgeRun(
  scenario: Scenario,
  { status, state, told }: Ran,
  pushed: string,
  hub: GitHubStandIn,
): Promise<Omit<Outcome, 'ran'>> {
  const kind = state?.outcome?.kind ?? 'no end'
  const isHandedOver = scenario.expect === 'handed-over'
  const issues = hub.store.talk.issues.length
  const changed = await changedLines(hub, pushed)
  const misses = [
    ...(kind === scenario.expect ? [] : [`ended ${kind}`]),
    ...(status === (isHandedOver ? 1 : 0) ? [] : [`exit status ${status}`]),
    ...(issues === (isHandedOver ? 1 : 0) ? [] : [`${issues} issues`]),
    ...(scenario.says === undefined || hub.store.talk.issues.some(({ body }) => body?.includes(scenario.says ?? ''))
      ? []
      : [`no issue says ${JSON.stringify(scenario.says)}`]),
    ...(same(changed, scenario.diff) ? [] : [`the branch differs by ${JSON.stringify(changed)}`]),
    ...(scenario.mode !== 'propose' || hub.store.talk.pulls.length === 1 ? [] : [`${hub.store.talk.pulls.length} pull requests`]),
    ...(await leftBranches(hub)).map((branch) => `left the branch ${branch}`),
  ]
  const refusals = misses.length === 0 ? [] : (state?.refusals ?? [])
  return { scenario, kind, attempts: state?.attempts.length ?? 0, misses: [...misses, ...refusals], told }
}

/** Branches of attempts, which go with their run. */
async function leftBranches({ git }: GitHubStandIn): Promise<readonly string[]> {
  const text = (await git.git(['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/aks-copilot/'])).toString('utf8')
  return text.split('\n').filter((branch) => branch !== '' && !branch.startsWith('aks-copilot/state/'))
}

/** The lines that differ, by file, as a diff without context shows them. */
async function changedLines({ git }: GitHubStandIn, pushed: string): Promise<Record<string, string[]>> {
  const text = (await git.git(['diff', '--no-color', '--no-renames', '-U0', pushed, 'refs/heads/main'])).toString('utf8')
  const lines: Record<string, string[]> = {}
  let file = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('diff --git ')) file = line.slice(line.indexOf(' b/') + 3)
    else if (/^[+-](?![+-]{2} )/.test(line)) (lines[file] ??= []).push(line)
  }
  return lines
}

function same(left: Readonly<Record<string, readonly string[]>>, right: Readonly<Record<string, readonly string[]>>): boolean {
  const sorted = (lines: typeof left): string =>
    JSON.stringify(Object.entries(lines).toSorted(([one], [other]) => one.localeCompare(other)))
  return sorted(left) === sorted(right)
}
