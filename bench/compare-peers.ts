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
  const versions = [`aks-copilot ${OWN.version()}`]
  const columns = new Map<string, Said>()
  const own = bySubject('own', await OWN.find(material))
  for (const peer of PEERS) {
    const version = peer.version()
    versions.push(`${peer.name} ${version ?? 'skipped: not installed'}`)
    if (version === undefined) continue
    const findings = await peer.find(material)
    columns.set(peer.name, bySubject(peer.name, findings))
    console.log(`${peer.name}: other subjects, not compared: ${laterChecks(peer.name, findings).join(', ')}`)
  }
  console.log(
    `\n${material.objects.length} objects in ${material.groups.size} folders, ${new Date().toISOString().slice(0, 10)}: ${versions.join(', ')}\n`,
  )
  printTable(own, columns, material, everything)
}

function readMaterial(folders: readonly string[]): Material {
  const groups = filesByFolder(folders.filter((folder) => existsSync(folder)))
  return { folders, groups, objects: [...groups.values()].flat().flatMap(objectsOf) }
}

function bySubject(program: string, findings: readonly Finding[]): Said {
  return new Map(
    Object.entries(SUBJECTS).map(([subject, checks]) => {
      const objects = new Map<ObjectKey, string[]>()
      for (const { object, message } of findings.filter((finding) => isAbout(finding, checks[program] ?? [])))
        objects.set(object, [...(objects.get(object) ?? []), message])
      return [subject, objects]
    }),
  )
}

function isAbout({ check, message }: Finding, checks: readonly string[]): boolean {
  return checks.some((one) => one === check || (one.startsWith(`${check}: `) && message.startsWith(one.slice(check.length + 2))))
}

function printTable(own: Said, columns: ReadonlyMap<string, Said>, material: Material, everything: boolean): void {
  console.log(`| subject | ${[...columns.keys()].join(' | ')} |\n|---|${'---|'.repeat(columns.size)}`)
  const shown: string[] = []
  for (const subject of Object.keys(SUBJECTS)) {
    const ours = own.get(subject) ?? new Map()
    const cells = [...columns].map(([peer, said]) => {
      if (SUBJECTS[subject]?.[peer] === undefined) return '–'
      const other = said.get(subject) ?? new Map()
      const differences = [...differencesOf(subject, peer, other, ours, material), ...differencesOf(subject, 'own', ours, other, material)]
      shown.push(
        ...differences
          .filter(({ of, right }) => everything || right === undefined || right === (of !== 'own'))
          .map((one) => `${subject}: ${peer}: ${describe(one)}`),
      )
      return cellOf([...ours.keys()].filter((key) => other.has(key)).length, peer, differences)
    })
    console.log(`| ${subject} | ${cells.join(' | ')} |`)
  }
  console.log(`\n${shown.join('\n')}`)
}

/** Found by both, only by the peer, only by us; in brackets, how many of those are not so. */
function cellOf(both: number, peer: string, differences: readonly Difference[]): string {
  const side = (of: string): string => {
    const all = differences.filter((one) => one.of === of)
    const wrong = all.filter(({ right }) => right === false).length
    return wrong === 0 ? `${all.length}` : `${all.length} (${wrong})`
  }
  return `${both} / ${side(peer)} / ${side('own')}`
}

function* differencesOf(
  subject: string,
  of: string,
  some: ReadonlyMap<ObjectKey, readonly string[]>,
  others: ReadonlyMap<ObjectKey, unknown>,
  { objects }: Material,
): Generator<Difference> {
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
function laterChecks(peer: string, findings: readonly Finding[]): string[] {
  const covered = Object.values(SUBJECTS).flatMap((checks) => checks[peer] ?? [])
  return [...new Set(findings.filter((finding) => !isAbout(finding, covered)).map(({ check }) => check))].toSorted()
}
