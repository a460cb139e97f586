import { readFileSync } from 'node:fs'

/** The pages of docs/guides whose commands guides-cluster.test.ts runs. */
export const RUN_ON_A_CLUSTER = ['operations', 'local-development', 'arc'] as const

/** Commands that nobody can run on a machine of tests, and why. Whatever is not here is run, or parsed by the program itself. */
const REASONS: readonly (readonly [command: RegExp, why: string])[] = [
  [/^export \w+=\$\(az |^az |^\w+=\$\(az |^VAULT=|az keyvault|az deployment/, 'a subscription of Azure'],
  [/^(?:gh|cosign) /, 'an image that was released'],
  [/^docker |^buildah /, 'docker; the image itself is built and tested by ship-image.test.ts'],
  [/^deploy\/container\/build /, 'buildah; ship-image.test.ts'],
  [/^helm pull oci:|^helm install \S+ aks-copilot-\[0-9\]\*\.tgz /, 'a registry'],
  [/monitoring\.coreos\.com|^kubectl apply -f deploy\/monitoring\//, 'the Prometheus operator; monitoring.test.ts reads the files'],
  [/ --app NAME /, 'an application of yours'],
  [
    /accounts\.yaml|^kubectl create namespace aiops-assistant$|^(?:ADDRESS|TOKEN)=\$\(kubectl config|authority\.crt|^ADDRESS=/,
    'a role in the namespace of Argo CD',
  ],
  [/aks-copilot-hook|repair\.enabled|^SECRET=|^signature=/, 'GitHub, and Argo CD of a person'],
  [/argocd|hooks\/argocd/, 'Argo CD of a person; argocd-hook.test.ts and ship-repair.test.ts run it'],
  [/^(?:sudo |curl -sfL|curl http:\/\/10\.42\.0\.1:|mkdir -p ~\/\.kube|chmod 600 ~|export KUBECONFIG=~|ip route )/, 'WSL 2 with k3s'],
  [/^kubectl get nodes$/, 'the cluster of the lines above'],
  [/^git (?:clone|commit|push)/, 'a repository of yours'],
  [/ packages\/manifests\/src\/inspect\//, 'a rule of yours'],
  [/^npm (?:ci|test|pack|install|run)\b/, 'this repository, installed anew; package.test.ts runs the package'],
  [/openssl rand -hex 32 > server-token|AKS_COPILOT_SERVER_TOKEN"/, 'nothing: they make a token and show it'],
  [/deploy\/bicep\/roll-out\.sh/, 'a subscription of Azure; roll-out.test.ts runs the script'],
  [
    /git-authorization\.txt|^umask 077$|_WORKLOADS|^export OPERATOR_PRINCIPAL_TYPE=|^(?:ROLES|NOT|ASSIGN|DELETE)=/,
    'a subscription of Azure',
  ],
]

/** Why a command of a page cannot be run here; undefined where it can. */
export function reasonAgainst(command: string): string | undefined {
  return REASONS.find(([pattern]) => pattern.test(command))?.[1]
}

/** The commands of the shell that stand in the fenced blocks of a page, in its order; what belongs together is one. */
export function shellCommands(path: string): string[] {
  const blocks = [...readFileSync(path, 'utf8').matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)]
  return blocks.flatMap(([, indent = '', block = '']) => commandsOf(block.replaceAll(new RegExp(`^${indent}`, 'gm'), '')))
}

function commandsOf(block: string): string[] {
  const commands: string[] = []
  let open: string[] = []
  for (const line of block.split('\n')) {
    if (open.length === 0 && (line.trim() === '' || line.startsWith('#'))) continue
    open.push(line)
    if (isWhole(open)) {
      commands.push(open.join('\n'))
      open = []
    }
  }
  return [...commands, ...(open.length === 0 ? [] : [open.join('\n')])]
}

/** Not in the middle of a line that goes on, a loop or a group. */
function isWhole(lines: readonly string[]): boolean {
  const [first = '', last = ''] = [lines[0], lines.at(-1)]
  if (last.endsWith('\\')) return false
  if (first.startsWith('for ')) return last === 'done'
  return !first.startsWith('{ ') || /; \}/.test(last)
}
