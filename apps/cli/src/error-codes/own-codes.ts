import type { ErrorCode } from './error-code.ts'

/** Manifests, clusters, questions, the server. */
export const OWN_CODES: Readonly<Record<string, ErrorCode>> = {
  ARTICLE_UNKNOWN: {
    category: 'validation',
    means: 'The knowledge base has no article of that id.',
    remedy: 'aks-copilot kb list shows the ids, aks-copilot kb search finds one by words.',
  },
  BASELINE_UNREADABLE: {
    category: 'validation',
    means: 'The file named by --baseline is not there, or is not what --update-baseline writes.',
    remedy: 'Make it: aks-copilot check --baseline FILE --update-baseline.',
  },
  CHECK_TOO_LARGE: {
    category: 'validation',
    means: 'The server ended a check of manifests that took too long or too much memory. Nothing was written.',
    remedy: 'Send fewer files at once, or use aks-copilot check, which has no such limit.',
  },
  CLUSTER_CERTIFICATE: {
    category: 'validation',
    means: 'The certificate of the API server is not signed by the authority that the kubeconfig names, or is for another name.',
    remedy: 'az aks get-credentials --overwrite-existing; behind a proxy that opens TLS, add its authority to the kubeconfig.',
  },
  CLUSTER_DENIED: {
    category: 'validation',
    means: 'The cluster does not accept the login, or the rights are not enough. Nothing was written.',
    remedy: 'Check --context, --kubeconfig and your rights; aks-copilot doctor prints the rules that are missing.',
  },
  CLUSTER_NAMED_TWICE: {
    category: 'validation',
    means: 'Two clusters of one server have the same name, so that one of them could not be asked for.',
    remedy: 'Give each recording or context a name of its own.',
  },
  CLUSTER_NOT_CONFIGURED: {
    category: 'validation',
    means: 'There is no kubeconfig, and aks-copilot does not run in a pod.',
    remedy: 'Set KUBECONFIG, or run az aks get-credentials --resource-group GROUP --name CLUSTER.',
  },
  CLUSTER_NOT_NAMED: {
    category: 'validation',
    means: 'A server with several clusters was asked without the name of one.',
    remedy: 'Name one: ?cluster=NAME; GET /api/clusters lists them.',
  },
  CLUSTER_UNKNOWN: {
    category: 'validation',
    means: 'The server follows no cluster of that name.',
    remedy: 'GET /api/clusters lists them.',
  },
  CLUSTER_UNREACHABLE: {
    category: 'transient',
    means: 'The API server does not answer, or not with success, also after several tries. Nothing was written.',
    remedy: 'Check KUBECONFIG, --context and the network; aks-copilot doctor shows what is reachable.',
  },
  CONFIGURATION_INVALID: {
    category: 'validation',
    means: 'A flag, an environment variable or aks-copilot.yaml holds a wrong value or an unknown key.',
    remedy: 'The message names the place; aks-copilot doctor --config shows where each value comes from.',
  },
  CONFIGURATION_UNTRUSTED: {
    category: 'validation',
    means:
      'An aks-copilot.yaml that was found, and that nobody named, says where data and keys go, which file holds a key or code, takes a protection away, or, for a command that writes, says where to and what is checked before. It may be that of somebody who opened a pull request.',
    remedy: 'If it is yours, name it with --config or AKS_COPILOT_CONFIG; or say the setting by its flag or its variable.',
  },
  CONNECTION_LOST: {
    category: 'transient',
    means: 'The connection to the server was lost while an answer came.',
    remedy: 'Ask again; the page connects again by itself.',
  },
  CONTEXT_UNKNOWN: {
    category: 'validation',
    means: 'The kubeconfig has no context of that name, or names no current one.',
    remedy: 'Choose one of those in the message with --context.',
  },
  CREDENTIALS_FAILED: {
    category: 'validation',
    means:
      'The login of the kubeconfig gives no credential: its plugin (kubelogin) is missing, fails or waits for a person, or a file is gone.',
    remedy: 'Log in once in a terminal (az login, then kubectl get namespaces), and try again; az aks install-cli installs kubelogin.',
  },
  EMBEDDING_FAILED: {
    category: 'transient',
    means: 'The endpoint for embeddings does not answer, or not with embeddings. The knowledge base is searched by words alone.',
    remedy: 'Start the endpoint; it is used again by itself.',
  },
  EMBEDDING_REFUSED: {
    category: 'validation',
    means: 'The endpoint for embeddings refuses: a wrong address, model or key. The knowledge base is searched by words alone.',
    remedy: 'Check knowledge.embeddingEndpoint, knowledge.embeddingModel and the key in AKS_COPILOT_EMBEDDING_KEY.',
  },
  FILE_CHANGED: {
    category: 'validation',
    means: 'A file changed on disk between reading and writing. Nothing was written.',
    remedy: 'Run the command again.',
  },
  HOOK_MALFORMED: {
    category: 'validation',
    means: 'A notification that was signed rightly does not name an Application, or says no time.',
    remedy:
      'Send what the template in deploy/argocd/notifications.yaml sends: application, namespace, and at where the signature covers no time.',
  },
  HOOK_NOT_CONFIGURED: {
    category: 'validation',
    means: 'This server takes no notifications: it does not repair, or has no secret that they could be signed with.',
    remedy: 'Start serve with --repair, and set AKS_COPILOT_HOOK_SECRET to 64 hexadecimal digits: openssl rand -hex 32.',
  },
  HOOK_REPLAYED: {
    category: 'validation',
    means: 'A notification with this signature was received before.',
    remedy: 'Nothing is to be done: the first one counts. A sender signs each notification anew.',
  },
  HOOK_SIGNATURE_WRONG: {
    category: 'validation',
    means: 'The signature of a notification does not hold: it was made with another secret, or the body was changed.',
    remedy: 'Set the same 64 hexadecimal digits, in lower case, in both places, and use the template of deploy/argocd/notifications.yaml.',
  },
  HOOK_TIME_REFUSED: {
    category: 'validation',
    means: 'A notification was signed more than five minutes ago, or in the future.',
    remedy: 'Sign each notification when it is sent, and set the clocks of both machines.',
  },
  HOOK_UNSIGNED: {
    category: 'validation',
    means: 'A notification came without a signature.',
    remedy: 'Use the template of deploy/argocd/notifications.yaml, or sign in a relay as docs/guides/debug.md says.',
  },
  HOST_REFUSED: {
    category: 'validation',
    means: 'A request came for a name that is not the name of this server: a proxy that is not known, or another site that wants in.',
    remedy: 'Use localhost or the address, or add the name to server.allowedHosts.',
  },
  INPUT_EMPTY: {
    category: 'validation',
    means: 'Nothing that was named holds a manifest.',
    remedy: 'Name a file, a folder, a chart, or - for standard input.',
  },
  INPUT_NOT_FOUND: {
    category: 'validation',
    means: 'A path does not exist, or a glob matches nothing.',
    remedy: 'Check the spelling; quote globs so that the shell leaves them alone.',
  },
  INTERNAL_FAULT: {
    category: 'critical',
    means: 'Something is wrong in aks-copilot itself. Every file is whole.',
    remedy: 'Run again with --verbose and report what it prints.',
  },
  INTERRUPTED: { category: 'critical', means: 'Ctrl-C or a termination signal. Every file is whole.', remedy: 'Run the command again.' },
  KNOWLEDGE_UNAVAILABLE: {
    category: 'validation',
    means: 'The knowledge base needs SQLite, which this Node does not bring or does not allow.',
    remedy: 'Run on Node 22.18 or newer, without --no-experimental-sqlite.',
  },
  KUBECONFIG_INVALID: {
    category: 'validation',
    means: "The kubeconfig can't be read, or its context names a cluster or a user that it does not have.",
    remedy: 'kubectl config view says more; az aks get-credentials writes a good one.',
  },
  KUBECTL_MISSING: {
    category: 'validation',
    means: '--verify-with-cluster asks the cluster through kubectl, which is not on the PATH.',
    remedy: 'Install it (az aks install-cli), or leave the flag out.',
  },
  MESSAGE_MALFORMED: {
    category: 'validation',
    means: 'A message that came over the WebSocket is no message of this interface. It was left alone; the connection stays.',
    remedy: 'Send what GET /api/openapi.json and docs/guides/serve.md describe: ask, cancel, subscribe.',
  },
  MODEL_BUSY: {
    category: 'transient',
    means: 'The model has too much to do: its endpoint said so, or too many requests wait already.',
    remedy: 'Try again in a moment; the answer from the evidence needs no model.',
  },
  MODEL_CLOSED: {
    category: 'transient',
    means: 'The model was shut down while the request ran.',
    remedy: 'Ask again.',
  },
  MODEL_CONFIGURATION: {
    category: 'validation',
    means: 'A setting of the model cannot work: an unknown provider, no address, a key that would go unencrypted.',
    remedy: 'The message names the setting; aks-copilot doctor --config shows where each value comes from.',
  },
  MODEL_DENIED: {
    category: 'validation',
    means: 'The endpoint does not accept the key or the login.',
    remedy: 'Check AKS_COPILOT_MODEL_KEY or model.keyFile; for Entra ID run az login, and see that the login may use the resource.',
  },
  MODEL_FAILED: {
    category: 'transient',
    means: 'The endpoint answered with a fault, with rubbish, with nothing, or stopped in the middle of an answer.',
    remedy: 'Try again; aks-copilot models status shows how the endpoint is.',
  },
  MODEL_LIBRARY_MISSING: {
    category: 'validation',
    means: 'The embedded model needs node-llama-cpp, which is not installed where it was looked for.',
    remedy: 'Run the command in the message in any folder, and name that folder in model.library.',
  },
  MODEL_NAMES_MISSING: {
    category: 'critical',
    means: 'The endpoint is not on this machine, and the names to hide from it were not known. Nothing was sent.',
    remedy: 'Use a model on this machine, or set model.pseudonyms to off if the names may leave.',
  },
  MODEL_NOT_FOUND: {
    category: 'validation',
    means: 'The endpoint has no model of that name, or the file is not there. No other is taken in its place.',
    remedy: 'aks-copilot models list shows what there is; aks-copilot models use NAME chooses.',
  },
  MODEL_PROMPT_TOO_LONG: {
    category: 'validation',
    means: "The prompt does not fit into the model's window.",
    remedy: 'Ask about less, or raise model.contextTokens where the model allows it.',
  },
  MODEL_REFUSED: {
    category: 'validation',
    means: 'The endpoint understood the request and does not accept it.',
    remedy: 'Check model.name, model.endpoint and model.contextTokens.',
  },
  MODEL_TIMEOUT: {
    category: 'transient',
    means: 'The model took too long to begin, between two words, or for the whole answer.',
    remedy: 'Try again, choose a smaller model, or ask for less.',
  },
  MODEL_UNMANAGED: {
    category: 'validation',
    means: 'The endpoint of the model has no way to load or unload a model from outside.',
    remedy: 'Do it where the model runs.',
  },
  MODEL_UNREACHABLE: {
    category: 'transient',
    means: 'Nothing answers at the address of the model. It is tried again in the background.',
    remedy: 'aks-copilot models status says what to run; the answer from the evidence needs no model.',
  },
  NOT_CONNECTED: {
    category: 'transient',
    means: 'The page has no connection to its server, so the question was not sent.',
    remedy: 'Check that aks-copilot serve runs; the page connects again by itself. Then ask again.',
  },
  NOT_FOUND: {
    category: 'validation',
    means: 'There is nothing at that address, or not at that time.',
    remedy: 'Check the address, the names and the time.',
  },
  NOT_SIGNED_IN: {
    category: 'validation',
    means: 'The server wants its token, and the request has none or a wrong one.',
    remedy: 'Sign in at /login, or send Authorization: Bearer TOKEN.',
  },
  ORIGIN_REFUSED: {
    category: 'validation',
    means: 'A page of another site wanted to talk to the server.',
    remedy: 'Open the page of the server itself; behind a proxy, keep the Host header.',
  },
  OUTPUT_FAILED: {
    category: 'validation',
    means: "A report can't be written to the file or folder that was named.",
    remedy: 'The message says why: make the folder, or name one that you may write to.',
  },
  OUTPUT_REFUSED: {
    category: 'validation',
    means: 'Copies in that folder would overwrite the originals or each other, or leave the folder through a link.',
    remedy: 'Name an empty folder.',
  },
  PATCH_REFUSED: {
    category: 'validation',
    means: 'The API server would not take a patch that was to be approved: the object changed since it was proved.',
    remedy: 'Look at the incident again.',
  },
  PROFILE_INVALID: {
    category: 'validation',
    means: 'A profile file is not valid: the message names the key.',
    remedy: 'Compare it with a built-in one: aks-copilot profiles aks-standard.',
  },
  PROFILE_UNKNOWN: {
    category: 'validation',
    means: 'There is no profile of that name, and no such file.',
    remedy: 'aks-copilot profiles lists the built-in ones.',
  },
  QUESTION_STOPPED: {
    category: 'validation',
    means: 'The answer was stopped before its end.',
    remedy: 'Ask again.',
  },
  RECORDING_INVALID: {
    category: 'validation',
    means: 'The file is no recording, is damaged, or was written by a newer aks-copilot.',
    remedy: 'Name a file that aks-copilot record wrote, or record again.',
  },
  REQUEST_INVALID: {
    category: 'validation',
    means: 'A request or a message to the server is malformed.',
    remedy: 'GET /api/docs says what each request takes.',
  },
  REQUEST_TOO_LARGE: {
    category: 'validation',
    means: 'A request to the server has more bytes than it takes.',
    remedy: 'Send less at once.',
  },
  RULE_UNKNOWN: {
    category: 'validation',
    means: 'There is no rule, group of rules, detector or error code of that name.',
    remedy: 'aks-copilot rules lists the rules, aks-copilot detectors the detectors.',
  },
  RUNBOOK_REFUSED: {
    category: 'validation',
    means: 'kb add takes Markdown files of up to 256 KB, and never overwrites another runbook by itself.',
    remedy: 'Name a .md file; --force replaces a runbook of the same name.',
  },
  SERVER_ADDRESS_REFUSED: {
    category: 'validation',
    means: 'serve cannot listen on that address and port; most often another program does.',
    remedy: 'Choose another with --port, or end the other program.',
  },
  SERVER_STOPPING: {
    category: 'transient',
    means: 'The server is being stopped, and ends its connections.',
    remedy: 'Connect again when it runs again; the page does so by itself.',
  },
  SERVER_TOKEN_IN_CLEAR: {
    category: 'validation',
    means: 'The token of a server would go over plain http, and everybody on the way could read and use it. Nothing was sent.',
    remedy:
      'Use an https address, or a tunnel (kubectl port-forward) and http://127.0.0.1:PORT; AKS_COPILOT_SERVER_PLAIN_HTTP=yes sends it all the same.',
  },
  SERVER_TOKEN_MISSING: {
    category: 'validation',
    means: 'serve would be reachable by others, and no token of at least 16 characters is set. Nothing was started.',
    remedy: 'Set AKS_COPILOT_SERVER_TOKEN to a long random text (openssl rand -hex 32), or leave --host out.',
  },
  SERVER_UNREACHABLE: {
    category: 'transient',
    means: 'The server that ask or chat was sent to does not answer, or not as aks-copilot serve does.',
    remedy: 'Start it with aks-copilot serve, check --server, or leave it out to ask the cluster itself.',
  },
  TOO_MANY_QUESTIONS: {
    category: 'transient',
    means: 'More questions are being answered than the server takes at a time.',
    remedy: 'Wait for an answer, then ask again.',
  },
  TOO_MANY_REQUESTS: {
    category: 'transient',
    means: 'More requests came than the server takes from one address, or than it can queue.',
    remedy: 'Wait a moment, and try again.',
  },
  USAGE: {
    category: 'validation',
    means: 'The command line is incomplete, has an unknown word, or contradicts itself.',
    remedy: 'aks-copilot COMMAND --help shows the flags and examples.',
  },
  WRITE_FAILED: {
    category: 'validation',
    means: 'The system refused to write a file. Each file is whole: the old one or the new one; the message says whether any was replaced.',
    remedy: 'Check the permissions and the space of its folder, then run again.',
  },
  WRITE_NOT_A_FILE: {
    category: 'validation',
    means: '--write found something else than a regular file. Nothing was written.',
    remedy: 'Name a regular file, or use --output FOLDER.',
  },
  WRITE_OUTSIDE: {
    category: 'validation',
    means: 'A link leads out of the folders that were named. Nothing was written.',
    remedy: 'Name the real file as a PATH of its own, or use --output FOLDER.',
  },
}
