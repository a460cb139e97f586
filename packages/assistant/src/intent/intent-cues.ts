import type { Intent } from '@aks-copilot/contracts'

export type Cue = readonly [intent: Intent, weight: number, pattern: RegExp]

/** Phrases of questions in plain text, English first, then German, French, Spanish, Portuguese and Chinese. Weights say how much a phrase tells. */
export const CUES: readonly Cue[] = [
  [
    'who-uses',
    8,
    /\b(?:any(?:thing|one|body)|something|some(?:one|body)|no(?:body|thing)|others?|else)\b.{0,20}\b(?:uses?|using|mounts?|needs?|depends?|reads?|calls?|references?|relies)\b/u,
  ],
  [
    'how-to-fix',
    9,
    /^(?:what|which) .{0,30}\bshould\b(?! (?:i|we) know)|^(?:just |now )?(?:restart|delete|scale|kill|roll ?back|revert|drain|recreate|patch)\b.*\?|^should (?:i|we)\b|\b(?:would|will|could|might) .{1,40}\b(?:help|fix|solve|do it|be enough|suffice)\b|\bdo (?:i|we) (?:have|need) to\b|\b(?:have|need) to (?:create|change|set|add|grant|install|remove)\b|\bwhere (?:do|should|to|shall) (?:i|we)? ?(?:start|begin|look)\b/u,
  ],
  ['why-broken', 8, /\bhow come\b|\bno longer\b|\bany ?more\b|\bnothing (?:gets?|is|comes?|starts?|works?|happens?)\b/u],
  [
    'what-changed',
    13,
    /\b(?:did|has|have|who|was|were)\b.{0,25}\b(?:lower|rais|increas|decreas|reduc|bump|rotat|rename|replac|switch|turn)\w*\b/u,
  ],
  ['how-to-fix', 13, /\b(?:put|bring|set|switch|get|turn)\b.{0,30}\b(?:back|on again|off again)\b|\brestore\b/u],
  ['what-changed', 14, /\buse[d]? to (?:be|run|have)\b/u],
  [
    'what-changed',
    9,
    /\b(?:ran|run|running|installed|deployed|live) before\b|\b(?:previously|formerly|worked last|last (?:worked|good|working|known good)|before (?:that|it|this) (?:broke|failed))\b/u,
  ],
  ['what-changed', 6, /\bwhat was (?:going on|happening|deployed|installed|released)\b|\bwas lief\b/u],
  [
    'why-broken',
    6,
    /\b(?:blocks?|blocking|blocked|bloque\w*|blockiert|prevents?|preventing|keeps?|holding (?:up|back)|waiting for|waits for|wartet auf|hangt|haengt|hakt|klemmt|spinnt|go away)\b/u,
  ],
  [
    'why-broken',
    5,
    /\b(?:isn|aren|doesn|don|won|wouldn|can|couldn|didn|wasn|weren)'?t\b(?! (?:the |there |it |they )?(?:limits?|requests?))/u,
  ],
  ['why-broken', 6, /\b(?:killed|dies|dying|tim(?:es|ed?|ing) out)\b|\b(?:to blame|fault|blame|culprit|schuld)\b/u],
  ['status', 5, /\b(?:go through|went through|go well|went well|succeed(?:ed)?|success(?:ful(?:ly)?)?)\b/u],
  ['resources', 5, /\bquotas?\b/u],
  ['why-broken', 9, /\b(?:reject(?:s|ed|ing)?|refus(?:es|ed|ing)|gets? no|abgelehnt|rejete\w*|rechaz\w+)\b/u],
  ['status', 4, /^(?:is|are) (?:there )?(?:any|some|every)(?:thing|one|body)\b/u],
  ['forecast', 12, /\bhow long (?:until|till|before|will it (?:last|take until))\b/u],
  ['listing', 14, /^(?:which|what) .{0,30}\b(?:can|could|may|might) (?:i|we|one|it) (?:use|take|choose|pick)\b/u],
  ['how-to-fix', 13, /\S+ .{3,}\b(?:how|wie|comment|como)\W*$/u],
  ['status', 9, /\b(?:any|some)thing (?:i|we|that) .{0,20}\b(?:know|look|check|watch|see|do|worry|attention)\b/u],
  ['listing', 8, /\b(?:exposed?|public(?:ly)?|from (?:the )?outside|to the outside)\b/u],
  [
    'listing',
    16,
    /\b(?:which|what|list|how many|any|show)(?: \S+)? (?:pods?|deployments?|services?|nodes?|jobs?|namespaces?|workloads?|secrets?|configmaps?|claims?|pvcs?)(?: \S+){0,2} (?:were |was |are |got )?(?:created|started|launched|came up)\b/u,
  ],
  [
    'who-uses',
    18,
    /\bif\b.{0,40}\b(?:was|were|is|gets?|goes) (?:deleted|removed|gone|lost|away)\b|^(?:can|may|could|should) (?:i|we) (?:safely )?(?:delete|remove|drop)\b|\bsafe to (?:delete|remove|drop)\b/u,
  ],
  ['why-broken', 7, /\b(?:complain|moan|grumbl|whin|beschwer)\w*\b/u],
  [
    'listing',
    8,
    /\b(?:who|what|which \S+|which) (?:is|are|was|were|got|gets?)(?: currently| now| just)? (?:being )?(?:terminat\w+|evict\w+|delet\w+|crash\w+|restart\w+)\b/u,
  ],
  ['what-changed', 12, /\b(?:were|was|had|did|ran)\b.{0,40}\bbefore\b\W*$/u],
  ['resources', 9, /\bhow (?:much|many) (?:cpus?|cores?|memory|ram|gigs?|gb|gib|mb|mib)\b/u],
  ['who-uses', 8, /\b(?:who|what)(?:'s| is| are)? (?:calling|using|mounting|reading|talking to|connecting to|hitting)\b/u],
  [
    'what-changed',
    9,
    /\b(?:did|has|have|was)\b.{0,30}\b(?:do|done|did) (?:anything|something|nothing|what)\b|\bwhat (?:did|has) .{1,25}\b(?:do|done)\b/u,
  ],
  [
    'listing',
    12,
    /\b(?:did|has|have|was|were|is|are|got)\b.{0,20}\b(?:anything|something|any\w*|any \S+|somebody)\b.{0,25}\b(?:oom ?killed|evicted|restarted|image ?pull\w*|crash ?loop\w*)\b/u,
  ],
  [
    'listing',
    7,
    /\b(?:pods|containers|deployments|services|jobs|nodes|workloads|apps|claims|pvcs)\b.{0,30}\b(?:that|which|who|with|without)\b(?: \S+){0,2} (?:not|are|is|have|has|run|no|use)\b/u,
  ],
  [
    'logs',
    8,
    /\b(?:errors?|exceptions?|fehler|erreurs?|errores|erros)\b.{0,12}\b(?:of|from|von|de|del|du|des|do|da) ·|\berrors? (?:per|a) (?:second|minute|hour)\b|\berror rate\b/u,
  ],
  [
    'what-changed',
    9,
    /\b(?:last|latest|most recent|previous) (?:successful |good |failed )?(?:deployment|deploy|rollout|release|change|update|upgrade)s?\b|\bdiffs?\b/u,
  ],
  [
    'help',
    9,
    /^(?:many )?(?:thanks?|thx|thank you|danke|merci|gracias|obrigad[oa]|cheers|cool|great|nice|ok|okay|bye|ciao|good (?:morning|evening|job|bot|work))\b[^?]{0,25}$/u,
  ],
  ['listing', 15, /(?:^|\s):[a-z][\w.-]*/u],
  ['why-broken', 12, /\b(?:gone|lost) for (?:good|ever)\b|\bwhere (?:did|has|have|is|are)\b.{0,30}\b(?:go|gone)\b/u],
  ['listing', 9, /\bhow often (?:should|does|do|will|is)\b|\bwie oft (?:soll|lauft)\b/u],
  [
    'what-changed',
    8,
    /\bwhen (?:was|were|did|has|have)\b.{0,50}\b(?:scaled?|chang\w+|deploy\w*|creat\w+|delet\w+|updat\w+|edit\w*|roll\w*|remov\w+)\b|\b(?:gone|disappeared|vanished|verschwunden|disparu|desaparec\w+)\b/u,
  ],
  ['listing', 8, /\b(?:what|who|which \S+|everything|pods?)\b.{0,20}\b(?:runs?|running|is|are|lives?|scheduled|lauft) (?:on|auf|sur)\b/u],
  ['who-uses', 6, /\b(?:affected|impacted)\b/u],
  ['why-broken', 4, /\b(?:fehlt|fehlen|manque(?:nt)?|falta[n]?|died|dies|lost|no space|denied|didn'?t|won'?t)\b|缺少/u],
  ['resources', 6, /\bfull\b|\bvoll\b/u],
  ['listing', 4, /^(?:all |the |container )*(?:images?|imagenes|imagens)\b|镜像/u],
  [
    'status',
    6,
    /^(?:is )?(?:there )?(?:anything|something|everything|all|nothing) (?:wrong|broken|ok|okay|fine|good|bad|down|failing|up|healthy)\b|\banything (?:i should know|to worry about)\b/u,
  ],
  ['why-broken', 6, /\bwho\b.{0,20}\bkill\w*\b|\bhow (?:did|could)\b.{0,40}\b(?:happen|break|fail|outage|go down)\w*\b|\boutage\b/u],
  [
    'who-uses',
    8,
    /\b(?:affected|impacted|hit) by\b|\b(?:affects?|impacts?|affecting) (?:who|what|which)\b|\bwh(?:o|at|ich) \S* ?(?:is|are) (?:affected|impacted)\b/u,
  ],
  ['events', 7, /\bhow (?:often|many times)\b(?!.*\brestart)/u],
  ['resources', 7, /\bhow (?:full|much (?:space|memory|cpu|disk|ram))\b|\bwie (?:voll|viel (?:speicher|cpu))\b/u],
  [
    'forecast',
    7,
    /\bwill\b.{0,40}\b(?:break|fail|crash|happen)\b|\bleak(?:s|ing|age)?\b|\b(?:wann|quand|cuando|quando)\b.{0,40}\b(?:voll|plein|lleno|cheio|erschopft|ausgeht|alle)\b|什么时候/u,
  ],
  [
    'what-changed',
    8,
    /\b(?:versions?|images?|revisions?|value)\b.{0,40}\b(?:before|previous(?:ly)?|earlier|until now)\b|\b(?:previous|earlier|old) (?:versions?|images?|revisions?|values?)\b(?!.*\bcompare)/u,
  ],
  [
    'what-changed',
    9,
    /\b(?:did|has|have|was|were|is there|who|whoever)\b(?: (?:some|any)(?:one|body|thing)| people| a (?:person|human))? ?(?:scaled?|touch(?:ed)?|edit(?:ed)?|chang(?:e|ed)|modif(?:y|ied)|delet(?:e|ed)|remov(?:e|ed)|restart(?:ed)?|deploy(?:ed)?|updat(?:e|ed)|appl(?:y|ied)|creat(?:e|ed)|roll(?:ed)?|patch(?:ed)?|add(?:ed)?|wer hat)\b/u,
  ],
  ['how-to-fix', 8, /\broll(?:ing)?\b(?: \S+)? back\b|\broll ?back\b|\bundo\b|\brevert\b|\bzuruck(?:rollen|setzen)\b/u],
  [
    'out-of-scope',
    20,
    /\b(?:weather|world cup|president|prime minister|capital of|joke|story|lunch|dinner|poem|haiku|recipe|stock price|bitcoin|movie|song|football|soccer|horoscope|birthday|translate|wetter|meteo|tiempo hace|lottery)\b|天气/u,
  ],
  ['help', 9, /^(?:\/?help|\?|hi|hello|hey|hallo|hola|bonjour|ola|你好|帮助|hilfe|aide|ayuda|ajuda)(?: there| me)?[\s!.?]*$/u],
  [
    'help',
    9,
    /\bwhat (?:can|could|do) (?:you (?:do|answer|help|know)|i ask)\b|\bwhat can i do(?: here| with (?:you|this))\b|\bhow (?:do|can) i use (?:you|this|it)\b|\bwho are you\b|你能做什么|\bwas kannst du\b|\bque (?:puedes|peux-tu|podes) (?:hacer|faire|fazer)\b/u,
  ],

  [
    'how-to-fix',
    6,
    /\b(?:how|what)\b.{0,40}\b(?:fix|repair|resolve|solve|mend|remedy|recover)\b|\b(?:fix|repair|resolve|solve|mend|remedy|troubleshooting steps)\b/u,
  ],
  [
    'how-to-fix',
    6,
    /\bwhat (?:should|can|do|must) (?:i|we) do\b|\bnext steps?\b|\bhow (?:do|can|to) (?:i |we )?(?:get|make|bring)\b|\bwhat now\b|\bhow (?:do|can|should) (?:i|we) (?:stop|undo|roll ?back|avoid)\b|\bwhat (?:would|will) (?:fix|help|solve)\b/u,
  ],
  [
    'how-to-fix',
    6,
    /\b(?:behebe|beheben|behebt|reparier\w*|losen|reparer|corriger|resoudre|arregl\w+|solucion\w+|reparar|corrig\w+|consert\w+|resolver)\b|\bwas (?:soll|kann) ich (?:tun|machen)\b|修复|解决|怎么办/u,
  ],

  [
    'compare',
    7,
    /\b(?:compare\w*|comparison|differ\w*|difference\w*|versus|vs|unterschied\w*|vergleich\w*|difference|differe\w*|compar\w+|diferenc\w+|diferent\w+)\b|比较|区别|对比|不同/u,
  ],

  [
    'who-uses',
    7,
    /\b(?:who|what|which)\b.{0,30}\b(?:uses?|using|references?|mounts?|mounting|depends? (?:up)?on|relies on|needs?|reads?|consumes?|calls?|talks? to|selects?|routes? to|points? (?:to|at))\b/u,
  ],
  [
    'who-uses',
    7,
    /\b(?:used by|referenced by|mounted by|depend(?:s|ents|encies|ed)?\b|blast radius|in use\b|usages? of|consumers? of|clients? of|behind (?:the )?(?:service|ingress))|\b(?:break|affect|happen)\w*\b.{0,30}\b(?:delete|remove|change)\b|\bif (?:i|we) (?:delete|remove|drop)\b/u,
  ],
  [
    'who-uses',
    7,
    /\bwer\b.{0,30}\b(?:benutzt|verwendet|nutzt|braucht)\b|\b(?:benutzt|verwendet|nutzt)\b|\bhangt\b.{0,30}\b(?:von|ab)\b|\bqui\b.{0,20}\butilise\b|\butilise(?:nt)?\b|\bquien\w*\b.{0,20}\busan?\b|\b(?:usan?|utilizan?|utiliza)\b|\bquem\b.{0,20}\busa\b|使用|依赖|引用/u,
  ],

  [
    'forecast',
    7,
    /\b(?:forecast|predict\w*|projection|run(?:ning|s)? out|ran out|fill(?:ing|s)? up|anomal\w+|unusual\w*|abnormal\w*|outlook|vorhersage|prognose|ungewohnlich\w*|anormal\w*|prevision|pronostico|previsao|inusual\w*|inhabitue\w*|incomum)\b|预测|异常/u,
  ],
  [
    'forecast',
    6,
    /\bwhen (?:will|would|does|is)\b.{0,40}\b(?:full|out of|exhaust\w*|reach\w*|hit|expire\w*|run)\b|\bwill\b.{0,40}\b(?:run|fill|exhaust|exceed|last|be enough|oom)\b|\bhow long (?:until|till|before|will)\b|\b(?:about|going) to (?:run|fail|break|fill)\b|\btrends?\b|\bsoon\b/u,
  ],

  [
    'what-changed',
    7,
    /\b(?:chang(?:e|ed|es|ing)|modified|modification\w*|rolled out|rollouts?|deployed|redeployed|upgraded|edited|what happened|what'?s new|new version|different since)\b/u,
  ],
  [
    'what-changed',
    7,
    /\b(?:geandert\w*|anderung\w*|verandert\w*|change(?:ment\w*)?|cambi\w+|modific\w+|mud(?:ou|anca|ancas|aram)|alter(?:ou|ado|acoes))\b|\bwas ist passiert\b|变化|改变|变更|更改|改了/u,
  ],
  [
    'what-changed',
    4,
    /\bwho (?:did|touched|edited|applied|deployed|scaled|restarted)\b|\b(?:recent|last|latest) (?:deploys?|deployments|updates?|releases?|edits?)\b|\bhistory\b|\btimeline\b/u,
  ],

  [
    'logs',
    7,
    /\b(?:logs?|logging|log lines?|stack ?traces?|printed|stdout|stderr|log output|protokoll\w*|journa(?:l|ux)|registros?)\b|日志/u,
  ],
  [
    'logs',
    5,
    /\bwhat (?:did|does|do|is)\b.{0,40}\b(?:say|said|saying|write|wrote|print|printing|output)\b|\b(?:output|error messages?|exceptions?) (?:of|from|in)\b|\blast words\b/u,
  ],

  ['events', 7, /\b(?:events?|ereignis\w*|evenements?|eventos?)\b|事件/u],
  ['events', 5, /\bwarnings?\b|\bwarnungen\b|\bavertissements?\b|\badvertencias?\b|\bavisos?\b|警告/u],

  [
    'resources',
    6,
    /\b(?:cpu|cpus|memory|ram|mem|disk|storage (?:use|usage|space)|utili[sz]ation|consum(?:es?|ing|ption)|throttl\w*|oversized|overcommit\w*|speicher|arbeitsspeicher|memoire|memoria|disque|disco)\b|内存|磁盘|资源/u,
  ],
  [
    'resources',
    5,
    /\b(?:resources?|ressourcen|ressources|recursos|usage|requests? and limits?|capacity|headroom|top consumers?|verbrauch|consommation|consumo|requests?|limits?)\b/u,
  ],
  ['resources', 4, /\b(?:storage|space|kapazitat)\b/u],

  [
    'explain',
    7,
    /\b(?:explain|meaning of|means?|define|definition|documentation|docs|runbook|guide|best practice|erklar\w*|bedeutet|bedeutung|explique\w*|signifie|significa|definir)\b|什么是|是什么意思|解释/u,
  ],
  [
    'explain',
    6,
    /^(?:so )?(?:what(?:'s| is| are| does)) (?:an? )?(?!(?:wrong|broken|down|failing|up|going|happening|running|new|the (?:status|state|problem|matter|cause|reason|issue|difference|latest|last|root)))|\bwas (?:ist|sind) (?:ein|eine|der|die|das)?\b|\bqu'est[- ]ce\b|\bque es\b|\bo que e\b/u,
  ],
  [
    'explain',
    5,
    /\bhow (?:does|do|is|are) .{0,50}\b(?:work|works|computed|calculated|decided)\b|\bhow (?:to|do i|can i|do you|should i) (?:use|set ?up|configure|migrate|install|enable|create|move|convert|rotate|connect)\b/u,
  ],

  [
    'why-broken',
    7,
    /\b(?:why|root cause|reason|cause[ds]?|diagnose|troubleshoot|investigate|warum|wieso|weshalb|pourquoi|por que|porque|causa)\b|为什么|为何|原因/u,
  ],
  [
    'why-broken',
    5,
    /\b(?:what'?s|what is|what went|is (?:there )?(?:any|some)thing|was ist) (?:wrong|broken|the (?:problem|matter|issue)|up|los|falsch|kaputt)\b.{0,20}\b(?:with|for|mit|bei)\b/u,
  ],
  [
    'why-broken',
    4,
    /\b(?:broken|broke|fail(?:s|ed|ing|ure)?|crash\w*|down|not working|doesn'?t work|does not work|isn'?t working|unavailable|unreachable|stuck|dead|hang(?:s|ing)?|slow|timing out|timeouts?|5\d\d|restarting|pending|oomkilled|evicted|kaputt|defekt|fallt aus|funktioniert nicht|casse\w*|en panne|echoue|ne marche pas|fall\w+|roto|caido|no funciona|quebrad\w+|falh\w+|nao funciona|problem\w*|issues?|errors?|trouble|fehler|erreurs?|erros?|error\w*|can'?t|cannot|refused|denied)\b|失败|坏了|崩溃|故障|问题|错误|不工作|挂了/u,
  ],

  ['listing', 6, /\b(?:how many|number of|count|wie viele?|combien|cuant[oa]s|quant[oa]s)\b|多少|几个/u],
  [
    'listing',
    5,
    /^(?:please )?(?:list|show(?: me)?|get|give me|print|enumerate|zeig\w*|liste\w*|lister|affiche\w*|montre\w*|muestra\w*|lista\w*|mostra\w*|mostre)\b|列出|显示/u,
  ],
  [
    'listing',
    5,
    /\b(?:which|what|all|any|are there|welche[rsn]?|quel(?:le)?s?|cuales|que|quais|alle) (?:\S+ ){0,3}?(?:pods?|deployments?|services?|nodes?|jobs?|cronjobs?|namespaces?|containers?|images?|volumes?|claims?|pvcs?|secrets?|configmaps?|ingress(?:es)?|workloads?|apps?|statefulsets?|daemonsets?|replicasets?|knoten|dienste|servicios|servicos)\b|哪些/u,
  ],
  [
    'listing',
    5,
    /\b(?:newest|oldest|youngest|latest pods?|most restarts|restarts? ?(?:>|>=|over|above|more than)|images? (?:used|in use|are)|(?:most|more) replicas|what(?:'s| is) running|sorted by|not ready)\b/u,
  ],

  [
    'status',
    6,
    /\b(?:status|health|healthy|overview|summary|how is|how are|how'?s|wie geht|zustand|gesund|etat|sante|comment va|estado|salud|como esta|saude|como (?:vai|estao))\b|状态|健康|怎么样|概况/u,
  ],
  [
    'status',
    6,
    /\bwhat(?:'s| is| are)? (?:currently |now )?(?:broken|wrong|failing|down|going on|happening|up|unhealthy)\b(?! with)|\bis (?:everything|anything|all|it|my cluster|the cluster)\b.{0,20}\b(?:ok|okay|fine|good|healthy|up|running|broken|wrong|working|well)\b|\bany (?:problems?|issues?|incidents?|errors|trouble)\b|\bwhat are the (?:problems?|issues?|incidents?)\b|\b(?:open )?incidents\b|\bwas ist (?:kaputt|los)\b|\bgibt es (?:ein )?(?:probleme?|fehler)\b/u,
  ],
  [
    'status',
    4,
    /\b(?:ok|okay|fine|running|alive|ready|up|available|working|works|lauft|laufen|fonctionne|funciona|funcionando|bereit|in ordnung|everything)\b|正常|运行/u,
  ],
]
