import type { ClusterState } from '@aks-copilot/cluster'
import { isPlainWord, stemOf } from '../grounding/plain-english.ts'
import { isCommonWord } from './common-words.ts'

/** What people who run clusters speak of, beside kinds and names. */
const TRADE = `
argo argocd commit flux git merge app application autoscaling autoscaler availability backend backup balancer bandwidth bug build canary chart client cloud cluster color colour connect connection container cpu crash customer cron dashboard data database deploy deployment
disk dns domain down downtime drain endpoint env environment error event fail failure firewall forbidden frontend gateway green blue helm health host http https image incident infra instance job kernel kube kubectl kubernetes latency
leader limit live load log logs machine memory metric migration mount namespace network node oom outage permission permissions pipeline pod policy port prod production proxy queue quota ram red registry release replica replicas request
resource restart retry revision role rollback rollout route runtime scale scaling schedule scheduler secret security server service shard site slow slowness ssl staging stateful storage sync tag timeout tls token traffic unavailable
upgrade uptime url users version volume vm website worker workload yaml unhealthy broken kaputt storung fehler panne erreur fallo caido problema problem issue wrong stuck pending oncall
400 401 403 404 408 429 500 502 503 504
`
const STEMS: ReadonlySet<string> = new Set(
  TRADE.split(/\s+/)
    .filter((word) => word !== '')
    .map(stemOf),
)

/** Common words that are of the world outside. */
const ELSEWHERE =
  /\b(?:weather|jokes?|poems?|songs?|recipes?|president|capital|movies?|films?|stor(?:y|ies)|sing|cup|wins?|winners?|won|france|germany|berlin|london|paris|england|country|planet|earth|moon|humans?|lunch|dinner|football\w*|king|queen|city|write)\b/

/** Whether a question, in plainText, is in words of the trade, or in words that things of this cluster are named and labelled by. */
export function speaksOfClusters(plain: string, state: ClusterState): boolean {
  const own = state.remember('words of names', () => wordsOfNames(state))
  const words = plain.split(/[^\p{L}\p{N}']+/u).filter((word) => word !== '')
  // "what is the worst thing right now?": there is nothing in it that could be about anything else.
  if (words.length > 3 && !ELSEWHERE.test(plain) && words.every((word) => isCommonWord(word) || isPlainWord(word))) return true
  return words.some((word) => STEMS.has(stemOf(word)) || (word.length > 3 && own.has(word)))
}

function wordsOfNames({ snapshot }: ClusterState): ReadonlySet<string> {
  return new Set(
    snapshot.objects
      .filter(({ controller, kind }) => controller === undefined && !/Role|APIService|ServiceAccount/.test(kind))
      .flatMap(({ name, labels }) => [name, ...Object.values(labels.strings())])
      .flatMap((text) => text.toLowerCase().split(/[^a-z]+/)),
  )
}
