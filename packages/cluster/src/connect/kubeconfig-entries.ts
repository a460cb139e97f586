import { isAbsolute, join, sep } from 'node:path'
import { Field, isMap } from '@aks-copilot/kubernetes'

/** `clusters[].cluster` of a kubeconfig. */
export interface ClusterEntry {
  readonly name: string
  /** `https://host:port`, perhaps with a path, without a slash at the end. */
  readonly server: string
  readonly caFile?: string | undefined
  /** Base64 of PEM. */
  readonly caData?: string | undefined
  readonly tlsServerName?: string | undefined
  readonly skipTlsVerify: boolean
  readonly proxyUrl?: string | undefined
}

/** `users[].user.exec`: a program that prints credentials. */
export interface ExecPlugin {
  readonly apiVersion: string
  readonly command: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly installHint?: string | undefined
  readonly provideClusterInfo: boolean
  /** `Always`: it can't do without a terminal. */
  readonly interactiveMode?: string | undefined
}

/** `users[].user` of a kubeconfig. */
export interface UserEntry {
  readonly name: string
  readonly token?: string | undefined
  readonly tokenFile?: string | undefined
  readonly certFile?: string | undefined
  readonly certData?: string | undefined
  readonly keyFile?: string | undefined
  readonly keyData?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly exec?: ExecPlugin | undefined
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> } | undefined
  /** `as`, `as-groups`, `as-uid`, `as-user-extra`: the headers that ask the server to treat us as somebody else. */
  readonly impersonation: readonly (readonly [string, string])[]
}

/** `contexts[].context` of a kubeconfig. */
export interface ContextEntry {
  readonly name: string
  readonly cluster: string
  readonly user?: string | undefined
  readonly namespace?: string | undefined
}

/** `base`: the folder that relative file names start from, which is the one of the kubeconfig itself. */
export function readCluster(name: string, cluster: Field, base: string): ClusterEntry {
  return {
    name,
    server: text(cluster, 'server')?.replace(/\/+$/, '') ?? '',
    caFile: file(cluster, 'certificate-authority', base),
    caData: text(cluster, 'certificate-authority-data'),
    tlsServerName: text(cluster, 'tls-server-name'),
    skipTlsVerify: cluster.at('insecure-skip-tls-verify').is(true),
    proxyUrl: text(cluster, 'proxy-url'),
  }
}

export function readContext(name: string, context: Field): ContextEntry {
  return { name, cluster: text(context, 'cluster') ?? '', user: text(context, 'user'), namespace: text(context, 'namespace') }
}

/** See `readCluster` for `base`. */
export function readUser(name: string, user: Field, base: string): UserEntry {
  const provider = user.at('auth-provider')
  return {
    name,
    token: text(user, 'token'),
    tokenFile: file(user, 'tokenFile', base) ?? file(user, 'token-file', base),
    certFile: file(user, 'client-certificate', base),
    certData: text(user, 'client-certificate-data'),
    keyFile: file(user, 'client-key', base),
    keyData: text(user, 'client-key-data'),
    username: text(user, 'username'),
    password: text(user, 'password'),
    exec: isMap(user.at('exec').value) ? readExec(user.at('exec'), base) : undefined,
    authProvider: provider.exists ? { name: text(provider, 'name') ?? '', config: provider.at('config').strings() } : undefined,
    impersonation: impersonation(user),
  }
}

function readExec(exec: Field, base: string): ExecPlugin {
  const command = text(exec, 'command') ?? ''
  const variables = exec
    .at('env')
    .items()
    .map((entry) => [text(entry, 'name') ?? '', text(entry, 'value') ?? ''] as const)
  return {
    apiVersion: text(exec, 'apiVersion') ?? '',
    // A bare name is looked up on the PATH; `./login` stands beside the kubeconfig.
    command: command.includes('/') || command.includes(sep) ? absolute(command, base) : command,
    arguments: exec
      .at('args')
      .items()
      .flatMap((argument) => argument.scalar ?? []),
    environment: Object.fromEntries(variables.filter(([variable]) => variable !== '')),
    installHint: text(exec, 'installHint')?.trim(),
    provideClusterInfo: exec.at('provideClusterInfo').is(true),
    interactiveMode: text(exec, 'interactiveMode'),
  }
}

function impersonation(user: Field): (readonly [string, string])[] {
  const [name, uid] = [text(user, 'as'), text(user, 'as-uid')]
  if (name === undefined) return []
  const groups = user
    .at('as-groups')
    .items()
    .flatMap((group) => group.text ?? [])
  const extra = user.at('as-user-extra')
  const extras = Object.keys(isMap(extra.value) ? extra.value : {}).flatMap((key) =>
    extra
      .at(key)
      .items()
      .map((value) => [`Impersonate-Extra-${encodeURIComponent(key)}`, value.text ?? ''] as const),
  )
  return [
    ['Impersonate-User', name],
    ...(uid === undefined ? [] : [['Impersonate-Uid', uid] as const]),
    ...groups.map((group) => ['Impersonate-Group', group] as const),
    ...extras,
  ]
}

function text(entry: Field, key: string): string | undefined {
  const value = entry.at(key).text
  return value === '' ? undefined : value
}

function file(entry: Field, key: string, base: string): string | undefined {
  const name = text(entry, key)
  return name === undefined ? undefined : absolute(name, base)
}

function absolute(name: string, base: string): string {
  return isAbsolute(name) ? name : join(base, name)
}
