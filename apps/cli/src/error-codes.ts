import type { ErrorCategory } from '@aks-copilot/contracts'

/** What each error code means, for `explain CODE`. The codes are stable. */
export const ERROR_CODES: Readonly<Record<string, { readonly category: ErrorCategory; readonly means: string; readonly remedy: string }>> =
  {
    BASELINE_UNREADABLE: {
      category: 'validation',
      means: 'The file named by --baseline is not there, or is not what --update-baseline writes.',
      remedy: 'Make it: aks-copilot check --baseline FILE --update-baseline.',
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
    CLUSTER_NOT_CONFIGURED: {
      category: 'validation',
      means: 'There is no kubeconfig, and aks-copilot does not run in a pod.',
      remedy: 'Set KUBECONFIG, or run az aks get-credentials --resource-group GROUP --name CLUSTER.',
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
    FILE_CHANGED: {
      category: 'validation',
      means: 'A file changed on disk between reading and writing. Nothing was written.',
      remedy: 'Run the command again.',
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
    RECORDING_INVALID: {
      category: 'validation',
      means: 'The file is no recording, is damaged, or was written by a newer aks-copilot.',
      remedy: 'Name a file that aks-copilot record wrote, or record again.',
    },
    RULE_UNKNOWN: {
      category: 'validation',
      means: 'There is no rule, group of rules, detector or error code of that name.',
      remedy: 'aks-copilot rules lists the rules, aks-copilot detectors the detectors.',
    },
    USAGE: {
      category: 'validation',
      means: 'The command line is incomplete, has an unknown word, or contradicts itself.',
      remedy: 'aks-copilot COMMAND --help shows the flags and examples.',
    },
    WRITE_FAILED: {
      category: 'validation',
      means:
        'The system refused to write a file. Each file is whole: the old one or the new one; the message says whether any was replaced.',
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
    KNOWLEDGE_UNAVAILABLE: {
      category: 'validation',
      means: 'The knowledge base needs SQLite, which this Node does not bring or does not allow.',
      remedy: 'Run on Node 22.18 or newer, without --no-experimental-sqlite.',
    },
    RUNBOOK_REFUSED: {
      category: 'validation',
      means: 'kb add takes Markdown files of up to 256 KB, and never overwrites another runbook by itself.',
      remedy: 'Name a .md file; --force replaces a runbook of the same name.',
    },
    ARTICLE_UNKNOWN: {
      category: 'validation',
      means: 'The knowledge base has no article of that id.',
      remedy: 'aks-copilot kb list shows the ids, aks-copilot kb search finds one by words.',
    },
  }
