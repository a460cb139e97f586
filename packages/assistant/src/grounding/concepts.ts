import { stemOf } from './plain-english.ts'

/** Words that say the same, and after `|` those that say the contrary. */
const SAME = `
fail failed failing fails failure broken break problem problems issue issues trouble wrong unhealthy malfunctioning incident fault | healthy fine well ok okay work works working function functions functioning
pull pulled pulling fetch download retrieve
reach reached reachable connect connection access accessible contact | unreachable inaccessible
exist exists existing found present | missing absent nonexistent
end ends ended exit exits exited crash crashed crashes crashing
kill killed terminate terminated oomkilled
repeatedly loop looping again constantly continuously
more exceed exceeds exceeded exceeding over above beyond | less below under fewer
raise raised increase increased increases rise rose grow grew | lower lowered decrease decreased reduce reduced shrink drop dropped
change changed changes update updated modify modified alter altered
create created creation | delete deleted remove removed removal deletion
run runs running
ready readiness | unready
affect affects affected impact impacts impacted
refuse refused refuses reject rejected deny denied | allow allowed accept accepted permit permitted
match matches matching matched | mismatch
need needs needed require requires required
before previously previous earlier prior formerly
since started began start begin
use used uses using consume consumed consumes
go back return revert roll
mend fix repair
container pod deployment replicaset statefulset daemonset application workload
`

export interface Meaning {
  readonly concept: string
  readonly isContrary: boolean
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  SAME.trim()
    .split('\n')
    .flatMap((line) => {
      const [same = '', contrary = ''] = line.split('|').map((side) => side.trim())
      const concept = stemOf(same.split(' ')[0] ?? '')
      const entries = (words: string, isContrary: boolean): [string, Meaning][] =>
        words.split(' ').map((word) => [stemOf(word), { concept, isContrary }])
      return [...entries(contrary, true), ...entries(same, false)]
    }),
)

/** What a word means; a word that has no other of its kind means itself. */
export function meaningOf(word: string): Meaning {
  const stem = stemOf(word)
  return MEANINGS.get(stem) ?? { concept: stem, isContrary: false }
}

/** That something is broken, without what. */
export const BROKEN = meaningOf('fail').concept

/** Words that hold a sentence together and claim nothing. */
const GLUE: ReadonlySet<string> = new Set(
  `a an the this that these those it its itself they their them there then here is are was were be been being has have had having do does did done
   of in on at to for from by with within and or as which who whose also thus can could cannot not no cluster kubernetes utc however additionally
   indicates indicate indicating means meaning shows showing shown into following s named called due not nothing none without never unable yet still just
   specifically respectively namely particular so but while although though whereas seems appears apparently`.split(/\s+/),
)

export function isGlue(word: string): boolean {
  return GLUE.has(word) || /^e\d+$/.test(word)
}
