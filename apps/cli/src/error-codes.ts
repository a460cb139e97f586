/** What each error code means, for `explain CODE`. The codes are stable. */
export const ERROR_CODES: Readonly<Record<string, { readonly category: string; readonly means: string; readonly remedy: string }>> = {
  BASELINE_INVALID: { category: 'validation', means: 'The baseline file is not what --update-baseline writes.', remedy: 'Make it again: aks-copilot check --baseline FILE --update-baseline.' },
  BASELINE_UNREADABLE: { category: 'validation', means: 'The file named by --baseline is not there or can\'t be read.', remedy: 'Make it: aks-copilot check --baseline FILE --update-baseline.' },
  CLUSTER_UNREACHABLE: { category: 'transient', means: 'The API server did not answer the server-side dry-run.', remedy: 'Check KUBECONFIG, --context and the network; aks-copilot doctor shows what is reachable.' },
  CONFIGURATION_INVALID: { category: 'validation', means: 'A flag, an environment variable or aks-copilot.yaml holds a wrong value or an unknown key.', remedy: 'The message names the place; aks-copilot doctor --config shows where each value comes from.' },
  FILE_CHANGED: { category: 'validation', means: 'A file changed on disk between reading and writing. Nothing was written.', remedy: 'Run the command again.' },
  INPUT_EMPTY: { category: 'validation', means: 'Nothing that was named holds a Kubernetes object.', remedy: 'Name a file, a folder, a chart, or - for standard input.' },
  INPUT_NOT_FOUND: { category: 'validation', means: 'A path does not exist, or a glob matches nothing.', remedy: 'Check the spelling; quote globs so that the shell leaves them alone.' },
  INTERNAL_FAULT: { category: 'critical', means: 'Something is wrong in aks-copilot itself. No file was changed.', remedy: 'Run again with --verbose and report what it prints.' },
  INTERRUPTED: { category: 'critical', means: 'Ctrl-C or a termination signal. Every file is whole.', remedy: 'Run the command again.' },
  KUBECTL_MISSING: { category: 'validation', means: '--verify-with-cluster and Kustomize folders need kubectl on the PATH.', remedy: 'Install kubectl, or leave the flag out.' },
  PROFILE_INVALID: { category: 'validation', means: 'A profile file is not valid: the message names the key.', remedy: 'Compare it with a built-in one: aks-copilot profiles aks-standard.' },
  PROFILE_UNKNOWN: { category: 'validation', means: 'There is no profile of that name, and no such file.', remedy: 'aks-copilot profiles lists the built-in ones.' },
  RULE_UNKNOWN: { category: 'validation', means: 'There is no rule or group of that name.', remedy: 'aks-copilot rules lists them.' },
  USAGE: { category: 'validation', means: 'The command line is incomplete or contradicts itself.', remedy: 'aks-copilot COMMAND --help shows the flags and examples.' },
  WRITE_REFUSED: { category: 'critical', means: 'Writing a file would not have been safe: a link out of the tree, not a regular file, or a path that leaves the folder. Nothing was written.', remedy: 'Name the real file, or use --output to write copies.' },
}
