/** Words that a sentence may hold though the evidence does not: they name nothing, measure nothing and command nothing. */
const PLAIN = `
a about above according across actual actually additional additionally affect affected affects after afterwards again all allow allowed almost already also although always an and another any appear appears are around as aside at
attempt attempts back be became because become becomes been before began begin begins behind being belong belongs below between both bring broke broken brought but by call called came can cannot cause caused causes causing certain
change changed changes clear clearly come comes consequence consequently consists contain contains continue continued continues correct correctly could current currently dependent depend depends despite did different does doing done down
due during each earlier either else end ended ends entire especially even ever every evidence exactly example except exist existing exists expect expected explain explained explains fact facts far few finally find first fix follow followed following follows for
found from further get gets give given gives go goes going had happen happened happening happens has have having hence here how however identified if immediately important in include included includes including indeed indicate indicated indicates indicating information
inside instead into involve involved involves is issue issues it its itself just keep keeps kept know known last lastly later lead leading leads least led left less let like likely line list listed located look looking looks made main mainly make makes making many
may mean means meanwhile mention mentioned mentions might moment more moreover most much must namely near nearly need needed needs neither never new next no none nor not note noted nothing now observe observed of off often on once one only onto open or order other others otherwise our out over overall own
particular part per perhaps place please point points possible previous previously primary problem problems produce properly provide provided provides put question quite rather reach reached reads really reason reasons recent recently record recorded records refer refers regarding related relates remain remained remaining remains
report reported reports represent require required requires responsible result resulted resulting results right root same saw say saying says second see seem seems seen separate set several she should show showed showing shown shows side similar simply since single situation so some something soon source specific specifically specified started starting starts state stated states step steps still such suggest suggests summary
take taken takes tells than that the their them then there therefore these they thing things this those though through throughout thus time times to together too took total toward try trying two under understand unless until up upon us use used uses using usually value various very via want was way we well went were what when where whether which while who whole whose why will with within without would yes yet you your
apply applied applies attempted cluster namespace object objects pod pods container containers deployment deployments service services node nodes kubernetes image images log logs event events message messages warning warnings error errors status ready running restart restarts restarted restarting version
fail failed failing fails failure failures occurred occurs occur occurring exited crash crashed crashes crashing unhealthy healthy unavailable available pending stuck trouble wrong incident incidents detected suspect suspected
unable function functions functioning functioned normal normally operate operates operating operation operational work works working worked run runs ran execute executes executed executing healthy fine well correct expected successful successfully successful
try retry retries unsuccessful deny denied refuse refuses refused respond responds response responding reachable unreachable resolve resolves resolved match matches matched matching mismatch missing lack lacks absent present incorrect invalid valid wrongly
new old latest available ability access accessible connect connects connection connecting pull pulls pulled pulling schedule schedules scheduled deploy deploys deployed rollout update updates updated modify modified set sets setting configure configured configuration specify specifies name names named naming
serve serves serving request requests traffic load limit limits memory cpu disk storage volume network use usage exceed exceeds exceeded kill kills killed terminate terminates terminated exit exits code run-time time minutes minute hours hour seconds ago start started begin day
user users client clients application applications program process processes component components system server workload workloads replica replicas resource resources key keys value variable variables environment file files path port ports field fields label labels selector probe check checks state states condition conditions reason reasons kind kinds type types number count amount total percent average most least
fully partially completely repeatedly constantly frequently immediately recently previously shortly directly correctly properly automatically respectively together separately specifically namely both half part whole main major minor serious severe critical important open closed
increase increases increased decrease decreased higher lower high low large small big long short old
`

const STEMS: ReadonlySet<string> = new Set(
  PLAIN.split(/\s+/)
    .filter((word) => word !== '')
    .map(stemOf),
)

/** Whether a word says nothing that evidence would have to bear out. */
export function isPlainWord(word: string): boolean {
  return STEMS.has(stemOf(word))
}

/** A word without its ending: `pulled`, `pulling` and `pulls` are one. */
export function stemOf(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s$/, '')
  if (plain.length < 5) return plain.replace(/s$/, '')
  const stem = plain.replace(/(?:ingly|edly|ations?|ments?|ings?|ies|ied|ers?|ed|es|ly|s|e|y|ion|ions)$/, '')
  return stem.length < 3 ? plain : stem
}

/** Words that hold a sentence together. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'a an the is are was were be been being has have had do does did of in on at to for from by with and or as that which this these those it its they their there then so because since due after before when while than but if into also has not no'.split(
    ' ',
  ),
)

export function isFunctionWord(word: string): boolean {
  return FUNCTION_WORDS.has(word.toLowerCase())
}
