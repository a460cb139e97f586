import type { LiveObject } from '@aks-copilot/cluster'
import { describeObject, nearestWord } from '@aks-copilot/kubernetes'
import { isPlainWord } from '../grounding/plain-english.ts'
import { isCommonWord } from './common-words.ts'
import { kindsOfWord, WORKLOADS } from './kind-words.ts'
import { byPart, exactly, type NameIndex, nearly, partly, type Wanted } from './name-index.ts'
import type { Word } from './question-words.ts'
import type { ValueIndex } from './value-index.ts'

/** A name in a question that no object has. */
export interface MissingName {
  readonly name: string
  readonly kinds: readonly string[]
  readonly namespace: string | undefined
  /** `the sync`, `my merge`: a plain word that may be no name at all. */
  readonly isNoun: boolean
}

/** What a question names. */
export interface Named {
  readonly objects: readonly LiveObject[]
  readonly missing: readonly MissingName[]
  readonly namespace: string | undefined
  /** A namespace that does not exist, with the nearest one that does. */
  readonly missingNamespace: string | undefined
  readonly kinds: readonly string[]
  readonly notes: readonly string[]
  /** What is named only to leave it out: `apart from cart`. */
  readonly excluded: readonly LiveObject[]
  /** Variables, hosts, containers and keys that are named; what holds them is among `objects`. */
  readonly values: readonly string[]
  /** The words that are names: they say nothing about what is asked. */
  readonly used: ReadonlySet<Word>
}

/** How many objects one name may stand for. */
const MOST = 6

/** Finds what a question names among what exists. Never guesses silently: what was taken for what is in `notes`. */
export function resolveNames(words: readonly Word[], index: NameIndex, values: ValueIndex): Named {
  const search = new NameSearch(words, index, values)
  search.findNamespace()
  search.findObjects()
  return search
}

const LEAST_VALUE = 4
/** Kinds that are asked about under the name of the program that they are for. */
const BESIDE_NAMES: ReadonlySet<string> = new Set([
  'NetworkPolicy',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Ingress',
  'HTTPRoute',
  'Certificate',
  'Service',
])

const IN = new Set([
  'in',
  'inside',
  'within',
  'from',
  'of',
  'im',
  'aus',
  'dans',
  'en',
  'em',
  'no',
  'na',
  'for',
  'on',
  'across',
  'under',
  'is',
])
/** After these words stands what a question is about. */
const ABOUT = new Set(
  "is was does did do of for from with isn't doesn't uses use using why between and compare vs versus fix restart see called named mit von fur avec pour de con para com ist hat est und et y e the my our".split(
    ' ',
  ),
)

const DETERMINERS = new Set(
  'the my our your their this that der die das dem den mein meine le la mon ma el los las mi o a for about an any some'.split(' '),
)
const LINKING = new Set("is are does did do was has can isn't doesn't why ist hat est es y the my our".split(' '))

class NameSearch implements Named {
  readonly objects: LiveObject[] = []
  readonly missing: MissingName[] = []
  readonly kinds: string[] = []
  readonly notes: string[] = []
  readonly values: string[] = []
  readonly excluded: LiveObject[] = []
  readonly used = new Set<Word>()
  namespace: string | undefined
  missingNamespace: string | undefined
  readonly #doubtful = new Set<MissingName>()
  readonly #words: readonly Word[]
  readonly #index: NameIndex
  readonly #values: ValueIndex

  constructor(words: readonly Word[], index: NameIndex, values: ValueIndex) {
    this.#words = words
    this.#index = index
    this.#values = values
  }

  /** `in shop`, `namespace shop`, `the shop namespace`, `-n shop`. */
  findNamespace(): void {
    const { namespaces } = this.#index
    for (const [place, word] of this.#words.entries()) {
      const [before, after] = [this.#words[place - 1]?.plain ?? '', this.#words[place + 1]?.plain ?? '']
      const beside = isNamespaceWord(before) || isNamespaceWord(after) || before === 'n'
      const isKnown = namespaces.has(word.plain)
      if (
        isKnown &&
        (beside ||
          (IN.has(before) && !this.#index.byName.get(word.plain)?.some(({ kind }) => WORKLOADS.includes(kind) || kind === 'Service')))
      ) {
        this.namespace = word.plain
        this.used.add(word)
        return
      }
      if (isKnown || !beside || isCommonWord(word.plain) || isNamespaceWord(word.plain) || word.text.includes('/')) continue
      if (
        kindsOfWord(word.plain).length > 0 ||
        (isNamespaceWord(after) && !isNamespaceWord(before) && !word.quoted && !/^[a-z0-9-]+$/.test(word.plain))
      )
        continue
      this.#takeNamespace(word)
      return
    }
  }

  #takeNamespace(word: Word): void {
    const near = word.plain.length < 4 ? undefined : nearestWord(word.plain, this.#index.namespaces)
    this.used.add(word)
    if (near === undefined) this.missingNamespace = word.text
    else {
      this.namespace = near
      this.notes.push(`${word.text} → namespace ${near}`)
    }
  }

  findObjects(): void {
    for (const [place, word] of this.#words.entries()) {
      if (this.used.has(word)) continue
      if (this.#isLeftOut(word, place)) continue
      if (word.text.includes('/') && this.#slashed(word)) continue
      const kinds = kindsOfWord(word.plain)
      if (kinds.length > 0 && !word.quoted && !this.#isNamed(place)) {
        this.kinds.push(...kinds.filter((kind) => !this.kinds.includes(kind)))
        continue
      }
      this.#single(word, place)
    }
    this.#addNamedKinds()
    this.#preferNamedNamespace()
    this.#forgetDoubtful()
  }

  /** A word for a kind that is an object's name, too, is the name beside another word for a kind: `deployment service`. */
  #isNamed(place: number): boolean {
    const word = this.#words[place]
    const before = this.#words[place - 1]
    return (
      word !== undefined &&
      before !== undefined &&
      this.#index.byName.has(word.plain) &&
      kindsOfWord(before.plain).length === 1 &&
      !this.used.has(before)
    )
  }

  /** `kind/name`, `namespace/name`, `kind/namespace/name`. */
  #slashed(word: Word): boolean {
    const parts = word.text.split('/').filter((part) => part !== '')
    const name = parts.at(-1)
    if (name === undefined || name.includes(':') || parts.length < 2 || parts.length > 3 || /[:@.]/.test(parts[0] ?? '')) return false
    const kinds = parts.slice(0, -1).flatMap((part) => kindsOfWord(part.toLowerCase()))
    const namespace = parts
      .slice(0, -1)
      .find((part) => kindsOfWord(part.toLowerCase()).length === 0)
      ?.toLowerCase()
    if (kinds.length === 0 && namespace === undefined) return false
    const known = namespace === undefined || this.#index.namespaces.has(namespace)
    this.used.add(word)
    this.#take({ name, kinds, namespace: known ? (namespace ?? this.namespace) : namespace }, word, true)
    return true
  }

  #single(word: Word, place: number): void {
    const [before, after] = [this.#words[place - 1], this.#words[place + 1]]
    const common = isCommonWord(word.plain) && !word.quoted
    if (!this.#index.byName.has(word.plain) && this.#value(word, common)) return
    const kindBefore = before === undefined || this.used.has(before) ? [] : this.#kindBefore(place)
    const kindAfter = after === undefined ? [] : kindsOfWord(after.plain)
    const kinds = kindBefore.length > 0 ? kindBefore : kindAfter
    const exists = this.#index.byName.has(word.plain)
    if (common && !(exists && (kinds.length > 0 || /\d|-/.test(word.plain)))) return
    if (/[:@=*]/.test(word.text) && !exists) return
    // A version is no name.
    if (/^v?\d+(?:\.\d+)+$/.test(word.plain) && !exists) return
    const isNameLike = /^[a-z][a-z0-9.]*(?:-[a-z0-9.]+)+$/.test(word.plain) || /[a-z]\d|\d[a-z]/.test(word.plain)
    // "the pod hangs", "create pods": beside a kind stands a verb as often as a name.
    const isBeside =
      kindBefore.length > 0 ? !/(?:ed|ing|s)$|^ge\w+t$/.test(word.plain) : kindAfter.length > 0 && !after?.plain.endsWith('s')
    const isStrong = word.quoted || isNameLike || (isBeside && !isPlainWord(word.plain))
    // `are affected`, `is failing`: what is said of something, not what it is called.
    const isAbout = before !== undefined && ABOUT.has(before.plain) && !/(?:ed|ing|ly)$/.test(word.plain)
    this.#take({ name: word.text, kinds, namespace: this.namespace }, word, isStrong || isAbout)
  }

  /** `apart from cart`, `leave cart aside`, `everything except cart`. */
  #isLeftOut(word: Word, place: number): boolean {
    const before = this.#words.slice(Math.max(0, place - 3), place).map(({ plain }) => plain)
    if (
      !/\b(?:except|besides|leave|leaving|ignore|ignoring|forget|apart from|aside from|other than|ausser)(?: (?:for|about|the|of))*$/.test(
        before.join(' '),
      )
    )
      return false
    const objects = exactly({ name: word.text, namespace: this.namespace }, this.#index)
    this.excluded.push(...objects)
    if (objects.length > 0) this.used.add(word)
    return objects.length > 0
  }

  /** `secret login`, `a secret called login`, `a secret with the name login`. */
  #kindBefore(place: number): readonly string[] {
    for (let at = place - 1; at >= 0; at--) {
      const plain = this.#words[at]?.plain ?? ''
      if (!/^(?:called|named|name|names|with|the|namens|mit|dem|namen|llamad[oa]|nomme|appele)$/.test(plain)) return kindsOfWord(plain)
    }
    return []
  }

  /** A variable, a host, a container, an image or an address: what holds it is meant. A word that anybody says is none, unless it shouts. */
  #value(word: Word, common: boolean): boolean {
    const isShouted = /^[A-Z][A-Z0-9_]{2,}$/.test(word.text)
    const found = common && !isShouted ? [] : (this.#values.get(word.plain) ?? [])
    if (found.length === 0 || word.plain.length < LEAST_VALUE) return false
    this.values.push(word.text)
    this.#add(found, word, `${word.text} → ${listed(found)}`)
    return true
  }

  /** Takes what exists: exactly, else partly, else nearly; what does not exist is told where it was clearly meant as a name. */
  #take(wanted: Wanted, word: Word, isStrong: boolean): void {
    const exact = exactly(wanted, this.#index)
    if (exact.length > 0) return this.#add(exact, word)
    const other = wanted.kinds === undefined || wanted.kinds.length === 0 ? [] : exactly({ ...wanted, kinds: [] }, this.#index)
    const elsewhere = wanted.namespace === undefined ? [] : exactly({ ...wanted, namespace: undefined }, this.#index)
    // "the cart pod" is one of the pods of `cart`.
    if (wanted.kinds?.includes('Pod') === true && other.length > 0) return this.#add(other, word)
    const parted = partly(wanted, this.#index)
    const part = parted.length > 0 ? parted : byPart(wanted, this.#index)
    if (part.length > 0 && (isStrong || part.length <= MOST)) return this.#add(part, word, `${word.text} → ${listed(part)}`)
    if (isStrong && other.length > 0 && !this.#isMissingKind(wanted))
      return this.#add(other, word, `${word.text} is a ${other[0]?.kind ?? ''}`)
    const near = nearly(wanted, this.#index)
    if (near.length > 0 && (isStrong || wanted.name.length > 4)) return this.#add(near, word, `${word.text} → ${near[0]?.name ?? ''}`)
    if (!isStrong) return
    this.used.add(word)
    const before = this.#words[this.#words.indexOf(word) - 1]
    const isPlain = !word.quoted && (wanted.kinds ?? []).length === 0 && /^[a-z]+$/.test(word.plain)
    const isNoun = isPlain && DETERMINERS.has(before?.plain ?? '')
    const missing = { name: word.text.split('/').at(-1) ?? word.text, kinds: wanted.kinds ?? [], namespace: wanted.namespace, isNoun }
    this.missing.push(missing)
    if (
      !word.quoted &&
      (wanted.kinds ?? []).length === 0 &&
      /^[a-z]+$/.test(word.plain) &&
      before !== undefined &&
      LINKING.has(before.plain)
    )
      this.#doubtful.add(missing)
    if (elsewhere.length > 0) this.notes.push(`${wanted.name} exists as ${listed(elsewhere)}`)
  }

  /** Who asks for a ConfigMap by name does not mean the Deployment of that name; who asks for a pod may. */
  #isMissingKind({ kinds = [] }: Wanted): boolean {
    return !kinds.includes('Pod') && !kinds.some((kind) => WORKLOADS.includes(kind)) && !kinds.includes('Service')
  }

  #add(objects: readonly LiveObject[], word: Word, note?: string): void {
    this.used.add(word)
    if (note !== undefined) this.notes.push(note)
    for (const object of objects.slice(0, MOST)) if (!this.objects.includes(object)) this.objects.push(object)
  }

  /** Where something is named that exists, a plain word behind `is` or `does` was hardly meant as a name. */
  #forgetDoubtful(): void {
    if (this.objects.length === 0) return
    for (const missing of this.missing.filter((one) => this.#doubtful.has(one))) this.missing.splice(this.missing.indexOf(missing), 1)
  }

  /** "the policy for db" means the NetworkPolicy of that name, beside the Deployment. */
  #addNamedKinds(): void {
    const kinds = new Set(this.kinds.filter((kind) => BESIDE_NAMES.has(kind)))
    for (const object of this.objects.slice())
      for (const other of this.#index.byName.get(object.name.toLowerCase()) ?? [])
        if (kinds.has(other.kind) && other.namespace === object.namespace && !this.objects.includes(other)) this.objects.unshift(other)
  }

  #preferNamedNamespace(): void {
    if (this.namespace === undefined) return
    const inside = this.objects.filter(({ namespace }) => namespace === undefined || namespace === this.namespace)
    if (inside.length > 0) this.objects.splice(0, this.objects.length, ...inside)
  }
}

function listed(objects: readonly LiveObject[]): string {
  const names = objects.slice(0, 3).map(describeObject).join(', ')
  return objects.length > 3 ? `${names} and ${objects.length - 3} more` : names
}

function isNamespaceWord(plain: string): boolean {
  return kindsOfWord(plain).includes('Namespace')
}
