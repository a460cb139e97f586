import type { ErrorCode } from './error-code.ts'

/** Repairs, and the services that they need. */
export const REPAIR_CODES: Readonly<Record<string, ErrorCode>> = {
  ACTION_EVENT_MALFORMED: {
    category: 'validation',
    means: 'The GitHub Action cannot read the event that started it.',
    remedy: 'Run it inside a workflow; the shape of the event is that of pull_request or push.',
  },
  ACTION_EVENT_REFUSED: {
    category: 'validation',
    means: 'The GitHub Action does not run on this event: on some, what a stranger wrote would be read with a token that may write.',
    remedy: 'Start it on pull_request, push, workflow_dispatch, schedule or merge_group.',
  },
  ACTION_INPUT_WRONG: {
    category: 'validation',
    means: 'An input of the GitHub Action has a value that it does not know.',
    remedy: 'The message names the input and its values; docs/guides/github-action.md has all of them.',
  },
  ACTION_NOTHING_FOUND: {
    category: 'validation',
    means: 'The paths of the GitHub Action hold no Kubernetes object.',
    remedy: 'Check the input paths, and that actions/checkout runs before.',
  },
  AI_SEARCH_DENIED: {
    category: 'validation',
    means: 'Azure AI Search does not accept the key or the login, or it may not write to the index.',
    remedy: 'Set an admin key in AKS_COPILOT_SEARCH_KEY, or give the login Search Service Contributor and Search Index Data Contributor.',
  },
  AI_SEARCH_INDEX_UNFIT: {
    category: 'validation',
    means: 'The index is there, and has other fields or vectors of another length than passages need. It was not changed.',
    remedy: 'Name another index in knowledge.searchIndex; one that is not there is made.',
  },
  AI_SEARCH_REFUSED: {
    category: 'validation',
    means: 'Azure AI Search did not do what it was asked for.',
    remedy: 'The message has the status; check knowledge.searchEndpoint and the quota of the service.',
  },
  AI_SEARCH_UNREACHABLE: {
    category: 'transient',
    means: 'Azure AI Search does not answer, or throttles, after retries. The local index serves meanwhile.',
    remedy: 'Check its address and the network; it is tried again by itself.',
  },
  ARGOCD_APPLICATION_UNKNOWN: {
    category: 'validation',
    means: 'Argo CD has no Application of that name where it was looked for.',
    remedy: 'kubectl get applications -A shows them; check --argocd-namespace and --context.',
  },
  ARGOCD_DENIED: {
    category: 'validation',
    means: 'The server of Argo CD does not accept the token, or does not allow it for this Application.',
    remedy: 'Make a token for an account that may get and sync it, and set AKS_COPILOT_ARGOCD_TOKEN.',
  },
  ARGOCD_MALFORMED: {
    category: 'transient',
    means: 'What Argo CD answered is no Application. Nothing was done with it.',
    remedy: 'Try again; if it stays so, look whether this version of Argo CD is supported (2.8 and later).',
  },
  ARGOCD_NOT_CONFIGURED: {
    category: 'validation',
    means: 'The address or the token of the server of Argo CD cannot be used.',
    remedy: 'Set argocd.server and AKS_COPILOT_ARGOCD_TOKEN, or neither: then the Applications are read from the cluster.',
  },
  ARGOCD_REFUSED: {
    category: 'validation',
    means: 'The server of Argo CD did not do what it was asked for, and says why.',
    remedy: 'What it says names what must change; look at the Application in Argo CD.',
  },
  ARGOCD_UNREACHABLE: {
    category: 'transient',
    means: 'The server of Argo CD does not answer, or answers with half a sentence, after retries.',
    remedy: 'Check its address and the network, and run again.',
  },
  BLOB_DENIED: {
    category: 'validation',
    means: 'Blob Storage does not accept the login, or it may not read and write in that container.',
    remedy: 'Give it the role Storage Blob Data Contributor on the container, or a SAS in AKS_COPILOT_BLOB_SAS.',
  },
  BLOB_REFUSED: {
    category: 'validation',
    means:
      'Blob Storage did not do what it was asked for: the container is not there, it holds too much, or a rule of the account forbids it.',
    remedy: 'The message has the reason; check knowledge.blob.',
  },
  BLOB_UNREACHABLE: {
    category: 'transient',
    means: 'Blob Storage does not answer, or throttles, after retries. What was done so far is remembered.',
    remedy: 'Check the network and private endpoints, and run again: it goes on where it stopped.',
  },
  GITHUB_DENIED: {
    category: 'validation',
    means: 'GitHub does not accept the token or the App, or they lack a right; the message names it.',
    remedy: 'Renew the token, or give it the right that the message names; an App needs contents, pull requests, issues and checks.',
  },
  GITHUB_NOT_CONFIGURED: {
    category: 'validation',
    means: 'The address of the repository, the token or the key of the App is missing or not what it should be.',
    remedy: 'Write the repository as https://HOST/OWNER/NAME, and give a token, or an App with its private key, installed there.',
  },
  GITHUB_NOT_FOUND: {
    category: 'validation',
    means: 'GitHub has no such repository, or does not show it to these credentials.',
    remedy: 'Check its name, and that the token or the App may read it.',
  },
  GITHUB_RATE_LIMITED: {
    category: 'transient',
    means: 'GitHub takes no more requests with these credentials for longer than a run waits; the message says until when.',
    remedy: 'Try again after that time; an App has a higher limit than the token of a person.',
  },
  GITHUB_REFUSED: {
    category: 'validation',
    means: 'GitHub understood and will not do it: a protected branch, an empty or moved repository, issues that are turned off.',
    remedy: 'Do what the message says; a protected branch wants mode propose.',
  },
  GITHUB_UNREACHABLE: {
    category: 'transient',
    means: 'GitHub does not answer, answers with a fault of its own, or with half an answer, also after several tries.',
    remedy: 'Check the network and the status page of GitHub; the run goes on where it stopped.',
  },
  GIT_FAILED: {
    category: 'transient',
    means: 'The program git failed on the local repository, or came to no end.',
    remedy: 'Try again; if it stays, run git fsck in the repository.',
  },
  GIT_FOLDER_TOO_LARGE: {
    category: 'validation',
    means: 'The folder of an application holds more files or bytes than are read; nothing of it was left out silently.',
    remedy: 'Point the application at a folder that holds its manifests alone.',
  },
  GIT_NOT_USABLE: {
    category: 'validation',
    means: 'There is no program git, or the folder is no Git repository that may be used.',
    remedy: 'Install git; give the folder of a repository; for another owner set safe.directory.',
  },
  GIT_PATH_TAKEN: {
    category: 'validation',
    means: 'A file cannot be written where a link, a submodule, a folder or a name that differs in case is.',
    remedy: 'Change this place by hand.',
  },
  GIT_PLAN_REFUSED: {
    category: 'critical',
    means:
      'A commit was to write outside the repository, or was not one that a run makes, or a branch that is none of a repair was to be deleted. Nothing was written.',
    remedy: 'Look at who changed copilot_status.json and the manifests; it may be an attack.',
  },
  GIT_REFUSED: {
    category: 'validation',
    means: 'A branch of the local repository cannot be moved: it is checked out, or the move would not be forward.',
    remedy: 'Use mode propose, or a bare repository.',
  },
  GIT_REVISION_UNKNOWN: {
    category: 'validation',
    means: 'The repository has no such branch, tag or commit, or no branch can have this name.',
    remedy: 'Check the name, and that it was pushed.',
  },
  KEY_VAULT_DENIED: {
    category: 'validation',
    means: 'Key Vault or Entra ID does not accept the login, or the login may not read the secret.',
    remedy: 'The message names what is missing: a login, the role Key Vault Secrets User, an access policy, or a way through the firewall.',
  },
  KEY_VAULT_NOT_CONFIGURED: {
    category: 'validation',
    means: 'What names a secret or a Key Vault cannot be used.',
    remedy: 'Write keyvault:NAME with keyVault.url set, or https://VAULT.vault.azure.net/secrets/NAME.',
  },
  KEY_VAULT_REFUSED: {
    category: 'validation',
    means: 'Key Vault did not give the secret, for another reason than a missing right.',
    remedy: 'Check the address of the vault and the name of the secret.',
  },
  KEY_VAULT_SECRET_UNKNOWN: {
    category: 'validation',
    means: 'The Key Vault has no such secret or version; it may have been deleted.',
    remedy: 'Check the name; az keyvault secret list-deleted shows what can be recovered.',
  },
  KEY_VAULT_SECRET_UNUSABLE: {
    category: 'validation',
    means: 'The secret is disabled, has ended, is not yet valid, or is empty. It was not used.',
    remedy: 'Set a new version of it, mend its dates, or enable it.',
  },
  KEY_VAULT_THROTTLED: {
    category: 'transient',
    means: 'Key Vault takes no more requests for a while.',
    remedy: 'Try again later.',
  },
  KEY_VAULT_UNREACHABLE: {
    category: 'transient',
    means: 'Key Vault does not answer, or answers with half a sentence, after retries.',
    remedy: 'Check the name of the vault, the network and the private endpoint, and run again.',
  },
  REPAIR_BRANCH_BUSY: {
    category: 'transient',
    means: 'Others pushed to the deployed branch each time when an attempt was to be taken back there.',
    remedy: 'Start the same command again: it goes on there.',
  },
  REPAIR_BRANCH_TAKEN: {
    category: 'critical',
    means: 'A branch with the name of a repair holds something else. It was left alone.',
    remedy: 'Delete or rename the branch, and start the run again.',
  },
  REPAIR_IN_PROGRESS: {
    category: 'transient',
    means: 'Somebody else runs the repair of this application, and holds it until the time that is named.',
    remedy: 'Wait for it, or for the end of its lease.',
  },
  REPAIR_NO_BRANCH: {
    category: 'validation',
    means: 'The application follows a tag or a commit, which no commit can repair.',
    remedy: 'Let the application follow a branch (spec.source.targetRevision).',
  },
  REPAIR_REPOSITORY_UNTRUSTED: {
    category: 'validation',
    means: 'An Application names a repository on a host, or in a folder, that the configuration does not name: no login goes there.',
    remedy: 'Set github.api to the API of your own GitHub server, or name the repository with --repo.',
  },
  REPAIR_QUEUE_FULL: {
    category: 'transient',
    means: 'So many repairs wait in the server that no further one is taken.',
    remedy: 'Send it again later. Runs that wait for people end when their pull requests are merged or closed.',
  },
  REPAIR_STATE_FORGED: {
    category: 'critical',
    means: 'The state of the run is signed, but not with this key for this place. Nothing was done.',
    remedy:
      'Look at who pushed to aks-copilot/state/NAME, and whether AKS_COPILOT_REPAIR_KEY was changed; close what is open of the run, then delete the branch to begin anew.',
  },
  REPAIR_STATE_MALFORMED: {
    category: 'critical',
    means: 'copilot_status.json on the branch of the run is not what aks-copilot writes. It was left alone.',
    remedy: 'Look at who wrote it; delete the branch aks-copilot/state/NAME to begin anew.',
  },
  REPAIR_STATE_SHARED: {
    category: 'validation',
    means: 'Two clusters have an Application of the same name and share its repository, and the run of the other one is under way.',
    remedy:
      'Set repair.instance to another name on each of them, such as the name of the cluster. If the other one is gone for good, delete the branch.',
  },
  REPAIR_STATE_UNSIGNED: {
    category: 'critical',
    means: 'The state of the run is not signed, and there is a key. Nothing was done.',
    remedy:
      'If it is from before the key was set, delete the branch aks-copilot/state/NAME to begin anew; otherwise look at who pushed its last commit.',
  },
  REPAIR_TAKEN_OVER: {
    category: 'critical',
    means: 'Somebody else goes on with this run. Nothing was written after that.',
    remedy: 'Nothing is to be done here: look at the state on its branch.',
  },
  SLACK_DENIED: {
    category: 'validation',
    means: 'Slack does not accept the token, or the app may not read or write in the channel.',
    remedy: 'The message says what is missing: a scope, an invitation into the channel, or a token that is valid.',
  },
  SLACK_NOT_CONFIGURED: {
    category: 'validation',
    means: 'The token, the channel or the address of Slack cannot be used.',
    remedy: 'Set slack.channel to the id of a channel and AKS_COPILOT_SLACK_TOKEN to the token of the bot (xoxb-…).',
  },
  SLACK_RATE_LIMITED: {
    category: 'transient',
    means: 'Slack takes no more requests with this token for a while.',
    remedy: 'Run again after the time that the message names; it goes on where it stopped.',
  },
  SLACK_REFUSED: {
    category: 'validation',
    means: 'Slack did not do what it was asked for, and says why.',
    remedy: 'Look the word up in the reference of the method that the message names.',
  },
  SLACK_UNREACHABLE: {
    category: 'transient',
    means: 'Slack does not answer, or answers with half a sentence, after retries. What was sent is found again.',
    remedy: 'Check the network, and run again: no message is sent twice.',
  },
  SYNC_REFUSED: {
    category: 'validation',
    means: 'A sync of runbooks would go beyond its limits, or what it remembers cannot be read. Nothing was changed.',
    remedy: 'The message says which; a container or folder with runbooks alone, up to 500 files and 8 MB, can be synchronised.',
  },
  TELEMETRY_NOT_CONFIGURED: {
    category: 'validation',
    means: 'The connection string of Application Insights cannot be used.',
    remedy: 'Copy it from the overview of the resource into APPLICATIONINSIGHTS_CONNECTION_STRING, or unset the variable.',
  },
}
