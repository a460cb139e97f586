/**
 * What other programs find in the same manifests, beside what we find. Usage: npm run bench -- compare [--all]
 * Peers that are not installed are skipped. `--all` lists every difference with who is right and why.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { JUDGEMENTS, type Judgement } from './compare/judgements.ts'
import { filesByFolder, objectsOf, keyOf, type ManifestObject, type ObjectKey } from './compare/objects.ts'
import { OWN, PEERS, type Finding, type Material } from './compare/peers.ts'
import { SUBJECTS } from './compare/subjects.ts'

type Said = ReadonlyMap<string, ReadonlyMap<ObjectKey, readonly string[]>>

interface Difference {
  readonly subject: string
  readonly of: string
  readonly object: ManifestObject
  readonly messages: readonly string[]
  readonly judgement: Judgement | undefined
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

function printTable(peer: string, own: Said, theirs: Said, { objects }: Material, everything: boolean): void {
  const known = new Map(objects.map((object) => [keyOf(object), object]))
  console.log('| subject | both | only they: right | wrong | asks for something else | only we: right | wrong | unjudged |\n|---|---|---|---|---|---|---|---|')
  for (const [subject, checks] of Object.entries(SUBJECTS)) {
    if (checks[peer] === undefined) continue
    const ours = own.get(subject) ?? new Map()
    const other = theirs.get(subject) ?? new Map()
    const differences = [...differencesOf(subject, peer, other, ours, known), ...differencesOf(subject, 'own', ours, other, known)]
    const count = (of: string, verdict?: string): number => differences.filter((one) => one.of === of && one.judgement?.verdict === verdict).length
    const both = [...ours.keys()].filter((key) => other.has(key)).length
    const row = [both, count(peer, 'right'), count(peer, 'wrong'), count(peer, 'other'), count('own', 'right'), count('own', 'wrong'), count(peer) + count('own')]
    console.log(`| ${subject} | ${row.join(' | ')} |`)
    for (const one of differences) if (everything || one.judgement === undefined) console.log(`    ${describe(one)}`)
  }
}

function* differencesOf(subject: string, of: string, some: ReadonlyMap<ObjectKey, readonly string[]>, others: ReadonlyMap<ObjectKey, unknown>, known: ReadonlyMap<ObjectKey, ManifestObject>): Generator<Difference> {
  for (const [key, messages] of some) {
    const object = known.get(key)
    if (others.has(key) || object === undefined) continue
    const judgement = JUDGEMENTS.find((one) => one.subject === subject && one.of === of && (one.when?.(object, messages) ?? true))
    yield { subject, of, object, messages, judgement }
  }
}

function describe({ of, object, messages, judgement }: Difference): string {
  return `${of}: ${judgement?.verdict ?? 'unjudged'}: ${object.file} ${object.kind}/${object.name}: ${[...new Set(messages)].join('; ')} ${judgement?.why ?? ''}`
}

/** Checks that no subject of ours covers yet. */
function printLater(peer: string, findings: readonly Finding[]): void {
  const covered = Object.values(SUBJECTS).flatMap((checks) => checks[peer] ?? [])
  const later = new Set(findings.filter((finding) => !isAbout(finding, covered)).map(({ check }) => check))
  console.log(`\nOther subjects, not compared: ${[...later].toSorted().join(', ')}`)
}

if (import.meta.main) await comparePeers(process.env['AKS_COPILOT_CORPORA'] ?? '', process.argv.includes('--all'))
