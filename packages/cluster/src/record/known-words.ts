/**
 * Words that a recording keeps: the vocabulary of Kubernetes (field names, reasons, messages of its components), of runtimes' errors and
 * of plain English. They name nobody; nor do single letters. Every other word becomes a pseudonym, wherever it stands.
 */
const WORDS = `
aa aaa aad aadsts ab abeoprs able abnormal abort aborted aborting about above absence absent absolute ac accept acceptable accepted
accepting access accessdeniedexception accessed accessible accessing accessor accommodate according account accounting accounts ack
acquire across action actions activate activated active actively actual ad adapter add added addext adding additional addr address
addresses adj admin administrator admission admissionregistration admit adopt advertise advertised advisor af affinity after ag again
against age agent agentpool aggregate aggregation ago agreement ah ai aim aj ak akia aks al alarm alert algorithm alias aliases align
alignment alive all allocatable allocate allocated allocation allocations allocator allow allowed allowlist allowlisted allows alpha
alpine alpn already also alt alter alternative although altname altnames always am amazonaws amd among amount amounts amqp amz an and
anew anneal annotate annotation annotations annually anode another answer answered answering answers anti any anything anyway ao ap
apache api apidiscovery apiextensions apikey apiregistration apis apiserver apiserverinternal apiservice apiservices apiv app appeared
appears append appending application applications applied applies apply applying approval approved apps apr arch architecture are arg
argo argocd argoproj args argument arguments arm armor array as ascii asctime asia asic aside ask asked asks asn aspnetcore assemble
assign assigned assigning assignment assignments associated assume assumed assuming async at atoi atomic attach attachable attached
attacher attaching attachment attempt attempted attempting attempts attribute attributes au audience audiences audit aug auth
authenticat authenticated authentication authoritative authority authorization authorize authorized authorizer auto automated automatic
automount autoscaler autoscalers autoscaling autoupdate av availability available average avoid avoided aw awaited awaiting away aws ax
ay az azure azureblob azurecli azurecr azuredisk azurefile ba back backed backend backends backing backoff backtrace bad balanced
balancer balancers bar bare base based bash basic batch bb bcrypt be bearer became because become been before began begin beginning
beginnings begins begun behavior behind being belong belongs below best beta between beyond bf bg bggr bh bi bidirectional big bin
binary bind binder binders binding bindings binds bit bits bl blank blast blob block blocked blocking blocks bm bo body bogus bookworm
bool boolean bools boot booted bootstrap borrowing both bound boundary bounded box br bracketed break breaking breakpoint breaks bring
broken brokers browsers bsd budget buffer bug build builder building built bumping bundle burst burstable bus busy busybox but bx by
byte bytes ca cache cached caches caching cadvisor calculate calculated calculating calculation calico call called caller callers
calling calls came can cancel canceled canceling cancell cancellation cancelling candidate cannot canonical capabilities capability
capacity capitals carried carry cascade case cast categories category cattle cause caused causes cc cd cdi cel ceph cephfs cert
certificat certificate certificateexpired certificaterequest certificates certification cf cfs cg cgg cgi cgo cgroup cgroups ch chain
chains challenge change changed changes channel chap char character characters chars charset chart check checker checking checkpoint
checkpointing checks child chmod choice choose choosing chose chosen chrony chroot chunked ci cid cidr cidrs cinder cipher circuit cjs
claim claims class classes clean cleaned cleaner cleaning cleanup clear cleared clearing cli client clients clip clock clone close
closed closing cloud cloudprovider cluster clusterip clusterissuer clusterissuers clusterrole clusterrolebinding clusterrolebindings
clusterroles clusters cm cmd cn cname cni co code codes collect collecting collection collector collision colon column columns com
combination combined come comes coming comma command commands comment commit commitment committed common communication compare comparing
comparison compatible compilation compiled complaint complete completed completes completion completions component components
compression compute computed computing concurrency concurrent condition conditions conf config configmap configmaps configs
configuration configurations configure configured configuring confirmation conflict conflicted conflicting conflicts conn connect
connected connecting connection connections conntrack consequence consider considered considers consistent const constraint constraints
construct consume consumed consumer consumes consumption contain contained container containerd containerfs containerized containers
containing contains content contents context contexts continuation continue continued continues continuing contracts contradict control
controller controllerrevisions controllers conversation conversion convert converted converter converting cookie cookiejar coordinates
coordination copies copy cordoned core coredns cores correct correctly corresponding corrupt corrupted corruption cors cosmos cost
costing costs could couldn count counter counters counting counts coverage cp cpp cpu cpumanager cpus cpuset cr crash crashing create
created creating creation cred credential credentials cri crit criteria critical crl cron croner cronjob cronjobs cross crossed crossing
crt crypto cs csi csidriver csr ct cu cumulative current currently cursor curve curves custom cv cw cwd cy cycle da daemon daemonset
daemonsets daily damaged dangling darwin dat data database databases dataset date dates datetime day days db dbg dbug dc dd de dead
deadline deadlock deallocation debian debug dec decipher decision declare declared decodable decode decoded decoder decoding decrease
decrement decremented decrementing decryption dedicated deed deepest default defaulting defaults deferred define defined definition
definitions degraded delay delaying delegating delete deletecollection deleted deleter deleting deletion deliver delta demand demands
denied denies deny denying dependencies dependency dependent dependents depends deployed deployment deployments deprecated deprecation
depth desc describe described description descriptor desired despite destination destinations destroy detach detached detacher detaching
detail details detect detected detection detector detectors determine determined determining dev device deviceclass devices df dg dhcp
diagnose diagnosis dial dialer dialing did didn died diff differ difference differences different differing differs dig digest digit
digital digits dir direct direction directly directories directory dirs dirty disable disabled discard discarded discarding disconnect
disconnected discover discovered discovery disk dispatch dispatcher display disrupted disruption disruptions dist distinct distinguisher
distribution divisor dm dn dnat dns do docker dockercfg dockerconfigjson dockerhub docs doctype documentation does doesn doing domain
domains don done dotnet down download downward dp dpanic dr dra drain draining drift driver drivers drop dropped dropping drops dry ds
dsa dsr dst dt du dual due dummy dump duplicate duration durations during dw dx dynamic dynamically dz ea eacces each eaddrinuse eai
earer earlier early eb ebs ec ecdhe ecdsa ech echo econn econnrefused econnreset ed edge edit efb effect effects effort egress
ehostunreach ei either ej ek elastic elasticsearch element eligible elliptic else elsewhere em email embedded emerg emergency empty
emptydir emulation en enable enabled enabling encipher encipherment encode encoded encoder encoding encountered encrypted encryption end
ended ending endpoint endpoints endpointslices ends enetunreach enforce enforced enforcement enforces enforcing enoent enospc enotfound
enough enqueue enqueued ensure ensured ensuring entering entication entity entra entries entry enum env environ environment envoy eof ep
eperm ephemeral epipe epoch eq equal equivalent er erl erofs eror err errno erro error errored errors es escalation escape
esockettimedout established et etag etc etcd etimedout eval evaluate evaluating evaluation evaluator even event evented events ever
every everything evict evicted evicting eviction evictions evicts evidence ew ex exact exactly examine example examples exapnd exc
exceed exceeded exceeding exceeds except exception exceptions excerpt excess exchange exclude excluded exclusive exclusively exec
executable execute executed executing execution executor exempt exhausted exist existence existent existing exists exit exited exiting
exp expand expandable expanded expanding expansion expect expectations expected expecting expects expiration expire expired expires
expiring expiry explain explanation explicit explicitly exponent exponential export expr expression expressions ext extend extended
extender extenders extension extensions external extra extract extracted ey eyeballs factor factory fail failed failing fails failure
failures fake fall fallback falling false families family farthest fatal fault fc fcgi fd feature features feb fetch fetcher fetching
few fewer fewest ff fi field fields file files filesystem filesystems fill filling fills filter filtering filters final finalization
finalize finalizer finalizers finalizing find finding findings finer finest fingerprints finish finished fips fired firewall first fit
fits five fix fixed fj fl flag flagging flags flap flapping flaps flex flight floating flocker floor flow flowcontrol flush flushed
flusher flushing flux flyway fm fn fo folder follow follower following font foo for forbid forbidden forbids force forced forcing
forecast foreground forever forget form format formats formed forms forwarding found fqdn fr fraction framer frames framework free
frequent fresh freshness fri from front fronts fs fsck fstype ft ftl fu fulfilled full fully func function further future fw fx fy ga
gang garbage gate gated gates gateway gatewayclass gatewayclasses gateways gather gauge gave gb gc gce gcr ge general generate generated
generating generation generator generic get getaddrinfo getent getitem gets getter getting gf gg gh ghcr gi gib gid git github give
given gives giving gke gl glob global glpat glusterfs gmsa gmt gn gnu go goal goaway godebug goes going goj golang gone good google
goroutine goroutines got governing gq gr grace graceful grafana grant granted grants graph grave greater grep grew grid group groupid
groups grow growing grows grpc grpcroutes gt gu guaranteed gv gvr gx gzip had hairpin halted hand handle handled handler handlers
handling handshake handshaking hangs hangup happen happened happy haproxy hard hardware harmless has hash hashing hasn have hb hba hc he
head header headers headless health healthcheck healthy healthz heap heartbeat held hello helm help helper her here heritage hex hf hh
hibernate hierarchy high higher hijack hijacked him hint hints his histogram history hit hj hk hmac hns ho hold holder holds home honor
hook hooks horizontal horizontalpodautoscalers host hostname hostnames hosts hour hourly hours housekeeping how however hp hpa hr href
hrr hs html http httpd httproutes https hub huge hugepages hv hvs hydrate hydration hydrator ia ib ibaqd ic id idaqab identified
identifier identity idle ids ie if iface ignorable ignore ignored ignoring ih iix ij ik ill illegal im image imagefs images immediate
immutable impersonate implement implementation implemented import in inactive inappropriate incident incidents include included includes
including incoming incompatible incomplete inconsistent incorrect incorrectly increased increasing increment indented index indexed
indexer indexes indicated indicates indicating individual inf infeasible infinity info information informational informer infos
infrastructure ing ingress ingressclass ingressclasses ingresses inhibit ini init initial initialization initialize initialized
initializing initiated initiator inline inner inodes inotify input insecure insert inspect inspected install installation installed
installing instance instanceof instances instantiate instead instruction instrumentation insufficient int intake integer intended intent
intents inter interactive interface interfaces internal interpodaffinity interpreter interrupt interrupted interval intl into ints
invalid involved io ioctl ion ip ipam ipc ips ipsec ipset iptables ipv ipvs ipvsadm iq iqn ironment irrelevant is iscsi isn iso issue
issued issuer issuers issues issuing istio it item items iterable iterate iteration its itself iu iv iw iwef ix iza jan jar jarfile java
javax jb jc jdbc jg jh ji jj jk jm jmx jn jo job jobs join joined joiner joining jr js json jsonpath jt ju judge jul jumps jun just jw
jx kafka karpenter kb ke keep keeping keeps kept kern kernel key keyerror keyout keyring keys keyvault kg ki kib kill killed killing
kills kind kinds kk klog kmgt know known knows ko konnectivity ks kt ku kube kubeadm kubeclient kubeconfig kubectl kubelet kubelets
kubelogin kubernetes kueue kustomize kw kx kz label labeled labels lacks lang large larger largest last lasting lasts late latency later
latest layer layers lb le leaderelection leading leaf leak leaked lease leases least leave leaves leaving left legacy legal len lendable
length less let lets level levelname levels lf lh li lib libraries library license lies life lifecycle lifts light like likely limit
limited limitrange limitranges limits line linecomment lines link linkerd links linux liquibase list listed listen listener listeners
listening listens lister listing lists literal live liveness livez lk lm load loadbalancer loadbalancers loaded loading local localhost
locality localnet locate located location lock locked locks log logged logger logging logical login logind loglevel logs long longer
longest look looked looking looks lookup loop loopback lose loses lost low lower lp lq lrs lru ls lstat lt lun lv lvl lx ly ma mac
machine machines made mail main maintenance major make maker makers makes making malformed managed management manager managers mandatory
manifest manifests manual manually many map mapped mapper mapping mappings maps mar margin mariadb mark marked marking marshal
marshaling marshalling mask masker masquerade master match matched matcher matches matching math max maximum may mb mc mcr md me meaning
meanings means meant meantime measure measured measuring mebi media medium mem memberships memcached memory memorymanager mend mended
mention merge merged merging message messages met meta metadata metav method methods metric metrics mg mi mib microsoft midnight might
migrat migratable migrate migrated migration migrations mii mime min mind miner minimum minor mins minute minutes mirror mirrored
mirroring misbehaving misbound misfit mismatch mismatched miss misscheduled missed missing mixed mj mjs mk mkdir mnt mode modes
modification modified modifier modify modifying module moment mon money mongo mongodb monitor monitored monitoring monitors month
monthly months more most mount mounted mounter mounting mountpoint mounts move moved moving mp mq mr ms msg msi mst mt mu much multi
multibyte multicast multihop multipart multipath multiple multiplier must mutate mutating mutatingwebhookconfigurations mutation
mutations mutually my mysql na name named names nameservers namespace namespaced namespaces nan nano nat nature nc near nearest nearly
necessary need needed needs negative negotiate neither net netscape network networking networkpolicies networkpolicy never new newborn
newer newest newkey newline newly news next nf nfacct nfs nftables ng nginx nh ni nicknames nil nj nk nm nn no noauth nobody nodata node
nodejs nodename nodepool nodeport nodeports nodes noenc noise nominal nominated non none noop noout nor normal normalize normalized
normalizing noswap not notafter note noted notfound nothing notice notification notifications notified notifier notify nov now nowhere
np npm nq ns nslookup nt ntp nul null nullable num numa number numbers numeric numerical nv nvhree nw nxdomain nz obj object objects
objs observation observations observed obstacle obtain obtaining oc occupying occur occurred ocsp oct octets odbc odd oe of ofcpu
ofephemeral off offer offered offset ofmemory ofpods often oh oi oid oidc oj ok old older oldest om omit omitted on once one ones only
onset ontainers onto oo oom oomkilled op opaque open opened opening opens openshift openssl operating operation operations operator opt
option optional options or ora order ordered ordinals org origin original orphan orphaned os ossl ot other others otherwise ou our out
outage outcome outer outlive output outside outstanding ov over overdue overflow overhead overlapping overloaded override overrides
overriding overwrite ow owing own owned owner ownership owns ox oy pa pace package packed packet packets pad padding page pages pagesize
pair panic panicked parallel parallelism param parameter parameters params parent parents parse parseable parsed parsing part partial
partially partition parts pass passcode passed passes passphrase passthrough passwd password passwords past pat patch patched patching
path pathext paths patience pattern patterns pause paused pauses payload pc pd pdb peak peek peer pem pending per percent percentage
perf perform performance performed performing period periodic periods permanent permanently permi permission permissions permit
permitted persist persistent persistentvolume persistentvolumeclaim persistentvolumeclaims persistentvolumes pg ph phase photon php
phrases physical pi pick pid pieces ping pinned pipe pkcs pkix place placed placeholder placement places plain plan plane planned plans
platform please pleg plugin plugins plural pm po pod poddisruptionbudget poddisruptionbudgets podresources pods podtopologyspread point
pointer pointers points policies policy poll pool pools pop populated populating populator port portal portals ports portworx position
positive possession possible possibly post postgres postgresql posting postrouting potential potentially pousr power pp pprof pq pr
pragma pre precedence precondition preconditions predicates preempt preempted preempting preemption preface prefer preference
preferences preferred prefix preloaded premium prepare prepared preparing present preserve preserving pressure pressures prevent
prevented previous previously pri primary printed printer prints prior priorities prioritized priority priorityclasses private privilege
privileged probe probed prober probes probing problem problems proc proceed proceeding process processed processes processing processor
profile profiles profiling program programmed programmer programming programs progress progressed progressing project projectcalico
projected projection prom prometheus promise promised promises proof propagation properly properties property props protect protected
protection proto protocol protocols prove provide provided provider provision provisioned provisioner provisioning proxier proxy prune
pruned pruning ps psk public publickey publish publisher pull pulled pulling pulls purpose put pv pvc pw pwd py python pz qc qd qe qj qk
qo qos qp qps qq qr qt qu qualified quantity quay queries query querying question queue queued queueing queues queuing quic quick quiet
quit quobyte quota quotas quoted qw qy qz rabbitmq radius raise ran rancher random range ranges rank rate ratio raw rax rb rbac rbd rc
re reach reached reaches reaching read reader readiness reading readings readlink readonly ready readyz real reason reasons reassign
rebooted rebuild receive received receiving recent recently reclaim recommended reconcile reconciled reconciler reconciliation
reconciling reconstruct reconstructed reconstruction record recorded recording records recover recoverable recreate recreated recreating
recursive recycle recycled recycler recycling redacted redirect redirects redis reduce ref refer reference referenced referencegrants
references referencing referer referred refers refresh refreshing refs refusal refusals refuse refused refuses reg regarding
regenerating regex region register registered registering registration registrations registry regular reinvocation reject rejected
rejecting rejects related relation relationship relative release released releases releasing relevant relies relieve relisting reloading
remain remaining remake remembered remote remount removal remove removed removing rename renegotiation renew renewal renewed renews
repair repairing replace replaced replacement replaces replacing replica replicas replicaset replicasets replication
replicationcontrollers reply repo report reported reporting reports repository represent republish req request requested requesting
requests requeue requeuing require required requirement requirements requires requiring res rescale reservation reserve reserved reset
resize resized resizes resizing resolution resolv resolve resolved resolver resolves resolving resource resourcequota resourcequotas
resources responded response responses rest restart restartable restarted restarting restarts restore restored restoring restriction
result resulted results resume resumed resync retain retention retried retries retrieve retrieved retrieving retry retrying return
returned returning returns reuse reusing review reviews revision revisions revoked rewrite rf rfc rfs rg rh ri right rights rise rj rm
rn role rolebinding rolebindings roles roll rollback rolled rolling rollout rollouts room root rootfs roots rotate rotated rotation
round route router routes row rows rp rpc rq rr rs rsa ruby rule rules run running runs runtime rust rv ry rz sa safe said same san sand
sandbox sandboxes sas sasl sat satisfied satisfy save saved saving saw say says sbr scala scalar scale scaled scaling scanning
schedulable schedule scheduled scheduler scheduling schema schemas scheme scope scoped scopes score scoring script scripted scripts scsi
sctp sd se search searches sec seccomp second secondary seconds secret secretproviderclasses secrets secs section secure security see
seek seem seems seen segment segmentation select selectable selected selecting selection selector selectors selects self
selfsubjectaccessreviews selfsubjectreviews selfsubjectrulesreviews selinux semaphores send sending sends sent sep separate separated
separator sequence serial serialize series serve served server servername servers serves service serviceaccount serviceaccounts services
serving servname session set sets setting settings settled settling setup several severe severed severity sg sgc sh sha shard sharding
shards share shared sharedkey sharedlister shares she short shortest shortly should show shown shows shut shutdown shutting si side
sides sig sigabrt sigalrm sigbus sigchld sigcld sigcont sigfpe sighup sigill sigint sigio sigiot sigkill sign signal signals signature
signed signer signing sigpipe sigpoll sigprof sigpwr sigquit sigrtmax sigrtmin sigsegv sigstkflt sigstop sigsys sigterm sigtrap sigtstp
sigttin sigttou sigurg sigusr sigvtalrm sigwinch sigxcpu sigxfsz silence silent similar since single singular sink site size sk skew
skip skipped skipping sku sl slack sleep sli slice slices slope slot slow slowly sm small smtp snapshot snapshottable snat so socket
sockets socks soft software some somebody something soon sort sorted sorting source sources sp space span spare speak speaker speaking
speaks spec specific specified specifies specify specifying speed splice split spoken spread spring springframework sq sql sr srmount
srv ss ssd ssl st stabilization stack stacktrace stage staging stale standalone standard standing stands start started starting starts
startup stat state stateful statefulset statefulsets statement states statfs static stats status statuscode statuses stay stays stderr
stdin stdout steady step steps still stop stopped stopping stops storage storageclass storageclasses storagemigration storageos store
stored storing strategy strconv stream streaming streams strict string stringer stringify strings stripe struct structure structured
stub stuck style sub subdomain subj subject subjects subnet subpath subrequests subresource subresources subscription subset subsets
subsystem subsystems succeeded success successful successfully successor such sufficient suffix suitable suite suites summary sun
superblock supervisor supplemental supplied support supported supports supposed suppressed sure surge surging surprising survey surveyor
suspect suspend suspended suspicious sustained svc svm swap switch switching sx symbol symbolic symlink symlinks symptom symptoms sync
synced synchroni synchronization synchronized synchronizing syncing syncs sys syscall sysctl sysctls system systemd systems sz table
tables tag tags tail taint taints take taken takes taking target targets tasks tb tcp td te team tear teardown tearing tell tellers
telling tells temp template templates temporarily temporary tenant term terminal terminate terminated terminating termination terms test
testing text texts tf th than that the their theirs them themselves then there therefore these they thin things this those though thread
threads three threshold throttled throttling through throwable thu ti tib ticket tier till time timed timedatectl timeout timer timers
times timestamp timestamping timing title tk tl tls tmp tmpdir tmpfs to together token tokens told tolerance tolerate toleration
tolerations tombstone too took tools toomanyrequests top topologies topology total touch touched touching towards tr trace traceback
track tracked tracker tracking traefik traffic trailer trailing transcript transfer transient transition transitions translate transport
trap traverse trc trce treating tree tried tries trigger triggered trim trouble true truncated trust trusted try trying ts tt ttl tty
tue tunnel turn turned turns tv tw twice two ty type typed types tz ubuntu ud udp ui uid uint uj uk uko um un unable unanswered
unauthenticated unauthori unauthorized unavailable unbind unbound unbuffered unc uncaught uncertain unchanged unclosed unconfigured
unconfined uncordon uncordoned uncounted und undefined under underlying undici undo unencrypted unexpected unexpectedly unhandled
unhealthy unicast unimplemented uninstalling unique unit units unix unknown unless unmap unmapper unmarshal unmarshalling unmasked
unmount unmounted unmounter unmounting unnamed unpack unparseable unprepare unprivileged unpublish unreachable unreadable unready
unrecognized unregister unregistered unrelated unreserve unresolvable unresolved unresponsive unsafe unsatisfiable unschedulable
unscheduled unserved unset unsolicited unspecified unstage unsupported unsynchroni until untrusted unused unverified unwanted up update
updated updater updates updating upgrade upon upstream uptime uq ur urgent uri url urls us usable usage usages use used useful user
userid username userprofile users uses using usr usual ut utc utf util utilization uuid uv uwc ux uz va vac valid validate validating
validatingadmissionpolicy validatingwebhookconfigurations validation validations value values vanished var variable variables vault vb
verb verbose verbosity verbs verdict verification verified verify verifying version versions vertical vg via victim victims view violate
violates violation vip virtual visible vk vl vm vmss vn vo vol volume volumeattachments volumes voter vpn vq vrb vs vsphere vt vu vv vy
vz wa wait waited waiting waits walk want wanted wants warm warn warned warning warnings was wasn watch watched watcher watches watching
way ways wb wd we webhook webhooks wed weekday weekly weight weighted well went were wg what whatever when whenever where whether which
while whitelist who whoever whole whom whose why wide widen width wildcard will win window windows with within without wj wm wn wo won
word words work worker workers working workload workloads works world worst worth would wouldn wr wrapped wrapper wrapping writable
write writer writes writing written wrn wrong wrongly wrongpass wrote ws wss wv ww wwids www wx xa xargs xd xenix xfs xg xh xi xk xm xml
xox xq xr xw xx xxx xyz xz ya yaml yc yd yearly yes yet yg yh yml yn you younger your yours yp yq ys yu yw za zc zd ze zero zeros zg zh
zi zj zl zlib zone zones zookeeper zq zr zrs zu zv zx zy
`

/** Whether a word (in lower case) says nothing of whose cluster this is. */
export function isKnownWord(word: string): boolean {
  return word.length === 1 || KNOWN.has(word)
}

const KNOWN: ReadonlySet<string> = new Set(WORDS.split(/\s+/))
