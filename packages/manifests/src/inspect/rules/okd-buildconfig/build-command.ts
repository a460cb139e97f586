import { type Field, type KubernetesObject, parseImage } from '@aks-copilot/kubernetes'
import { imageOfStreamTag } from '../../image-stream.ts'
import type { BundleView } from '../../rule.ts'

export type BuildCommand = { readonly ok: true; readonly command: string } | { readonly ok: false; readonly reason: string }

/** The command line that builds what a BuildConfig builds, in the Azure Container Registry. */
export function buildCommand(build: KubernetesObject, bundle: BundleView): BuildCommand {
  const [source, strategy] = [build.at('spec', 'source'), build.at('spec', 'strategy')]
  const docker = strategy.at('dockerStrategy')
  if (source.at('dockerfile').exists)
    return refuse('Save the inline Dockerfile in the source repository and build from it (`az acr build`), then remove the BuildConfig.')
  if (strategy.at('jenkinsPipelineStrategy').exists)
    return refuse('Move the Jenkins pipeline to where your pipelines run, then remove the BuildConfig.')
  if (strategy.at('customStrategy').exists)
    return refuse('Decide what does the work of the custom builder outside the cluster, then remove the BuildConfig.')
  if (strategy.at('sourceStrategy').exists) return { ok: true, command: sourceToImage(build, bundle) }
  const options = [
    flag('--file', docker.at('dockerfilePath').text),
    ...docker.at('buildArgs').items().map(buildArgument),
    docker.at('noCache').is(true) ? '--no-cache' : '',
  ]
  return { ok: true, command: acrBuild(build, source, options) }
}

function refuse(reason: string): BuildCommand {
  return { ok: false, reason }
}

/** ACR fetches a repository by https itself; a folder of it needs a branch or tag in front. */
function acrBuild(build: KubernetesObject, source: Field, options: readonly string[]): string {
  const [uri, ref, folder] = [source.at('git', 'uri').text, source.at('git', 'ref').text, source.at('contextDir').text]
  const command = ['az acr build --registry <registry>', flag('--image', imageName(build)), ...options].filter(Boolean).join(' ')
  if (uri === undefined) return `${command} ${quoted(folder ?? '.')}`
  if (uri.startsWith('https://') && (folder === undefined || ref !== undefined))
    return `${command} ${quoted([uri, [ref, folder].filter(Boolean).join(':')].filter(Boolean).join('#'))}`
  return `${clone(uri, ref)} && ${command} ${quoted(folder === undefined ? 'source' : `source/${folder}`)}`
}

function clone(uri: string, ref: string | undefined): string {
  return ['git clone', flag('--branch', ref), quoted(uri), 'source'].filter(Boolean).join(' ')
}

/** Source-to-Image writes a Dockerfile for its builder image; ACR builds that. */
function sourceToImage(build: KubernetesObject, bundle: BundleView): string {
  const [source, strategy] = [build.at('spec', 'source'), build.at('spec', 'strategy', 'sourceStrategy')]
  const environment = strategy
    .at('env')
    .items()
    .filter((entry) => entry.at('value').exists)
    .map((entry) => flag('--env', `${String(entry.at('name').value)}=${String(entry.at('value').value)}`))
  const options = [flag('--ref', source.at('git', 'ref').text), flag('--context-dir', source.at('contextDir').text), ...environment]
  const dockerfile = [
    's2i build',
    quoted(source.at('git', 'uri').text ?? '.'),
    quoted(builderImage(strategy.at('from'), build, bundle)),
    ...options,
    '--as-dockerfile Dockerfile',
  ]
  return `${dockerfile.filter(Boolean).join(' ')} && az acr build --registry <registry> ${flag('--image', imageName(build))} .`
}

function builderImage(from: Field, build: KubernetesObject, bundle: BundleView): string {
  const name = from.at('name').text ?? ''
  if (from.at('kind').is('DockerImage')) return name
  const namespace = from.at('namespace').text ?? build.namespace
  return imageOfStreamTag(bundle, namespace, name) ?? `<image of ImageStreamTag ${namespace === undefined ? '' : `${namespace}/`}${name}>`
}

/** The name of the output without its registry; an ImageStreamTag is `namespace/name:tag`, as in OpenShift's registry. */
function imageName(build: KubernetesObject): string {
  const to = build.at('spec', 'output', 'to')
  const name = to.at('name').text ?? `${build.name}:<tag>`
  if (to.at('kind').is('DockerImage')) return [parseImage(name).repository, parseImage(name).tag].filter(Boolean).join(':')
  const namespace = to.at('namespace').text ?? build.namespace
  return namespace === undefined ? name : `${namespace}/${name}`
}

function buildArgument(argument: Field): string {
  return argument.at('value').exists
    ? flag('--build-arg', `${String(argument.at('name').value)}=${String(argument.at('value').value)}`)
    : ''
}

function flag(name: string, value: string | undefined): string {
  return value === undefined || value === '' ? '' : `${name} ${quoted(value)}`
}

/** Placeholders in angle brackets stay as they are: a person fills them in. */
function quoted(text: string): string {
  return /^[\w@%+=:,./#~<>-]+$/.test(text) || /^<[^']*>$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
