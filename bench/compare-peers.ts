/**
 * What other programs find in the same manifests, beside what we find. Usage: npm run bench -- compare [--all]
 * Peers that are not installed are skipped. `--all` lists every difference with who is right and why.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FACTS, NOTES } from './compare/judgements.ts'
import { filesByFolder, objectsOf, keyOf, type ManifestObject, type ObjectKey } from './compare/objects.ts'
import { OWN, PEERS, type Finding, type Material } from './compare/peers.ts'
import { SUBJECTS } from './compare/subjects.ts'

type Said = ReadonlyMap<string, ReadonlyMap<ObjectKey, readonly string[]>>

interface Difference {
  readonly subject: string
  readonly of: string
  readonly object: ManifestObject
  readonly messages: readonly string[]
  /** Whether the finding is so; undefined where nobody has read it yet. */
  readonly right: boolean | undefined
  readonly why: string
}

export async function comparePeers(corpora: string, everything: boolean): Promise<void> {
  const material = readMaterial([join(corpora, 'kubernetes-examples'), join(import.meta.dirname, '../examples')])
  console.log(`${material.objects.length} objects in ${material.groups.size} folders, ${new Date().toISOString().slice(0, 10)}, aks-copilot ${OWN.version()}`)
  const own = bySubject('own', await OWN.find(material))
  for (const peer of PEERS) {
    const version = peer.version()
    if (version === undefined) {
      console.log(`\n${peer.name}: skipped, not installed`)
      continue
    }
    const findings = await peer.find(material)
    console.log(`\n${peer.name} ${version}, ${new Set(findings.map(({ check }) => check)).size} checks fired\n`)
    printTable(peer.name, own, bySubject(peer.name, findings), material, everything)
    printLater(peer.name, findings)
  }
}

function readMaterial(folders: readonly string[]): Material {
  const groups = filesByFolder(folders.filter((folder) => existsSync(folder)))
  return { folders, groups, objects: [...groups.values()].flat().flatMap(objectsOf) }
}

function bySubject(program: string, findings: readonly Finding[]): Said {
  return new Map(
    Object.entries(SUBJECTS).map(([subject, checks]) => {
      const objects = new Map<ObjectKey, string[]>()
      for (const { object, message } of findings.filter((finding) => isAbout(finding, checks[program] ?? []))) objects.set(object, [...(objects.get(object) ?? []), message])
      return [subject, objects]
    }),
  )
}

function isAbout({ check, message }: Finding, checks: readonly string[]): boolean {
  return checks.some((one) => one === check || (one.startsWith(`${check}: `) && message.startsWith(one.slice(check.length + 2))))
}

function printTable(peer: string, own: Said, theirs: Said, material: Material, everything: boolean): void {
  console.log(`| subject | both | only ${peer}, so | only ${peer}, not so | only we, so | only we, not so | unread |\n|---|--:|--:|--:|--:|--:|--:|`)
  for (const [subject, checks] of Object.entries(SUBJECTS)) {
    if (checks[peer] === undefined) continue
    const ours = own.get(subject) ?? new Map()
    const other = theirs.get(subject) ?? new Map()
    const differences = [...differencesOf(subject, peer, other, ours, material), ...differencesOf(subject, 'own', ours, other, material)]
    const count = (of: string, right: boolean): number => differences.filter((one) => one.of === of && one.right === right).length
    const both = [...ours.keys()].filter((key) => other.has(key)).length
    const unread = differences.filter(({ right }) => right === undefined).length
    console.log(`| ${[subject, both, count(peer, true), count(peer, false), count('own', true), count('own', false), unread].join(' | ')} |`)
    for (const one of differences) if (everything || one.right === undefined || one.right === (one.of !== 'own')) console.log(`    ${describe(one)}`)
  }
}

function* differencesOf(subject: string, of: string, some: ReadonlyMap<ObjectKey, readonly string[]>, others: ReadonlyMap<ObjectKey, unknown>, { objects }: Material): Generator<Difference> {
  for (const [key, messages] of some) {
    const object = objects.find((one) => keyOf(one) === key)
    if (others.has(key) || object === undefined) continue
    const siblings = objects.filter(({ file }) => dirname(file) === dirname(object.file))
    const note = NOTES.find((one) => one.subject === subject && one.object === `${object.kind}/${object.name}`)
    yield { subject, of, object, messages, right: note?.right ?? FACTS[subject]?.(object, siblings), why: note?.why ?? '' }
  }
}

function describe({ of, object, messages, right, why }: Difference): string {
  const verdict = right === undefined ? 'unread' : right ? 'so' : 'not so'
  return `${of}, ${verdict}: ${object.file} ${object.kind}/${object.name}: ${[...new Set(messages)].join('; ')} ${why}`
}

/** Checks that no subject of ours covers yet. */
function printLater(peer: string, findings: readonly Finding[]): void {
  const covered = Object.values(SUBJECTS).flatMap((checks) => checks[peer] ?? [])
  const later = new Set(findings.filter((finding) => !isAbout(finding, covered)).map(({ check }) => check))
  console.log(`\nOther subjects, not compared: ${[...later].toSorted().join(', ')}`)
}

if (import.meta.main) await comparePeers(process.env['AKS_COPILOT_CORPORA'] ?? '', process.argv.includes('--all'))
