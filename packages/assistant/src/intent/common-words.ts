/** Words that are nobody's name unless they stand in quotes, beside a kind, or are an object's name letter by letter. */
const COMMON = `
hangs hang died dies create creates creating terminating containercreating device devices format exec architecture left fehlt fehlen welche others think thought didnt lost gone
pull image basic opaque docker tls bearer mounted mount persistent volume claim claims node pool
isnt arent wasnt werent doesnt dont didnt cant couldnt wont wouldnt shouldnt hasnt havent theres whats hows whos wheres anywhere nowhere somewhere somewhere won cup win wins winner france germany berlin london paris england city country planet earth moon human humans keeps keep kill kills name someone roll rolls rolling undo revert leak leaks happened anything next outages outage incident
a about above after again ago alive all already also always am an and another any anyone anything anyway apart are around as ask at available away back bad be because become been
before begin behind being below best better between big both break breaks broke broken but by call calls can cannot cant case cause caused causes certain change changed changes check checks
clear close cluster clusters come command commands compare compared completely config configuration configured connect connected connection consume consumed consumer consumers consuming consumption could count crash crashed crashes crashing current currently
day days dead delete deleted deny depend depends deploy deployed deploying describe did differ difference differences different do does doesn't doing done dont don't down during dying each eating edit edited else empty end ended enough
error errors even event events ever every everybody everyone everything exactly exist exists exit exited explain fail failed failing fails failure failures far fast few fill filled filling find fine first fix fixed for force forecast found free from full
get gets getting give go goes going gone good got great group had half handle hang hanging happen happened happening happens hard has have having he health healthy help her here high higher highest him his history hot hour hours how however
i idle if image images in incident incidents inside instead into is isn't issue issues it it's its just keep keeps kept kill killed killing kind know known kubectl kubernetes k8s large last late later latest least left less let level like likely limit limits line lines list
little live load local log logging logs long longer look looking looks lost lot low lower lowest made make makes many matter may maybe me mean means memory message messages might mine minute minutes missing moment month more most much must my name named names near need needs never new newer newest next no nobody none normal not
nothing now number object objects of off often ok okay old older oldest on once one ones only open or order other others our out outage output over overview own part past pending people per permission place please point possible present previous previously print probably probe probes problem problems process produce program properly put
question quick quickly quite ran rather read reading reads ready real really reason reasons recent recently recover refer reference referenced references refused related release remain report request requests resource resources response rest restart restarted restarting restarts result results right rollback rolled rollout rollouts root run running runs
safe said same save say saying says scale scaled schedule scheduled second seconds see seems seen sees set setting settings several shall she should show shows shut side similar since single situation size slow slower small so some somebody someone something sometimes soon sort sorted space start started starting starts state states status still stop stopped stopping stops storage stuck such suddenly summary supposed sure system
table take taken takes talk tell terminated than thank thanks that that's the their them then there these they thing things think third this those though three throttled through throughout time times timeout timeouts to today together too took top total trouble true try trying two type types
unavailable under unhealthy until unused unusual up update updated upgrade us usage use used user users uses using usual usually utilization value values version very via volume wait waiting want wants warning warnings was wasn't way we week well went were what what's whats when where whether which while who whole whose why will wish with within without won't word work worked working works worse worst would wrong yes yesterday yet you your youngest zero
cpu ram disk disks storage network dns tls http https api server servers url urls port ports label labels annotation annotations env variable variables app apps application applications workload workloads team production prod staging dev admin root rule rules detector detectors article guide doc docs runbook percent cores core bytes gi mi mib gib kb mb gb
crashloopbackoff imagepullbackoff errimagepull oomkilled oom evicted completed succeeded unschedulable notready readiness liveness startup ingress egress node-pool azure aks arc k3s okd openshift helm chart argo argocd container containers registry secret secrets token password passwords key keys certificate cluster-wide
ist sind war wird werden warum wieso weshalb was wer wie wo welche welcher welches der die das den dem des ein eine einen einem einer nicht kein keine mit von vom zu zum zur im in auf fur bei nach vor seit und oder aber auch noch schon alle alles geht lauft laufen kaputt fehler problem probleme zeig zeige mir gib bitte status zustand neu neue alt letzte letzten stunde stunden minuten minute heute gestern jetzt viele viel gibt es hat haben geandert passiert benutzt verwendet nutzt braucht speicher unterschied zwischen erklare bedeutet heisst fallen aus
le la les un une des du de d' et ou est sont etait pourquoi que quoi qui quel quelle quels quelles comment combien ne pas plus dans sur sous avec sans pour par depuis avant apres il elle ils elles ce cette ces mon ma mes tout tous toute toutes marche fonctionne panne casse erreur erreurs change montre moi liste etat sante journaux hier aujourd'hui heure heures derniere dernieres utilise difference entre explique
el los las unos unas y o es son era por porque para con sin sobre bajo desde hasta antes despues cual cuales cuantos cuantas quien quienes como donde cuando no mas muy todo todos toda todas este esta estos estas mi mis falla fallando funciona roto caido error errores cambio cambiado muestra muestrame lista estado salud ayer hoy ahora hora horas ultima ultimas usa usan diferencia entre explica esta estan hay en del al se lo su sus
os as um uma uns umas e ou sao foi nao mais muito quebrado falha falhando mudou mostra mostre liste estado saude ontem hoje agora hora horas ultima ultimas usam diferenca em no na nos nas ao aos pelo pela qual quais quantos quantas quem onde quando isso isto esse essa meu minha esta estao tem ha
expire expires expired expiry renew renewed valid replica replicas biggest largest smallest highest lowest bigger smaller commit merge diff diffs standup worst thing min max minimum maximum live colour color policy policies fault blame blamed culprit thing stuff everyone summarize sum approve advice tip drain evict moved move moves moving good gone boss customers customer
hangt haengt hakt beim starten startet bloque bloquea mise jour est-ce qu'est-ce corriendo version versions versione versao versión node helm upgrade successfully success succeed succeeded done already yet anymore latest newest
hello hi hey thanks bye weather joke poem song recipe president capital movie story write tell sing
`

const WORDS: ReadonlySet<string> = new Set(COMMON.split(/\s+/).filter((word) => word !== ''))

/** Whether a word, in plainText, is one that anybody says. */
export function isCommonWord(plain: string): boolean {
  return (
    plain.length < 2 ||
    WORDS.has(plain) ||
    WORDS.has(plain.replace(/'s$/, '')) ||
    /^\d+(?:[.,]\d+)?[a-z%]{0,3}$/.test(plain) ||
    /^\p{Script=Han}/u.test(plain)
  )
}
