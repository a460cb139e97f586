import { containers, type Field, parseImage } from '@aks-copilot/kubernetes'
import type { ManifestObject } from '../../source/manifest.ts'
import { inlineCode } from '../markdown/escape.ts'
import { gather, type Need, type Section, type Survey, word } from './survey.ts'

interface Use {
  readonly object: ManifestObject
  readonly at: Field
  readonly image: string
}

const MICROSOFT = 'mcr.microsoft.com'
const PUBLIC: ReadonlySet<string> = new Set(['docker.io', 'quay.io', 'ghcr.io', 'registry.k8s.io', 'gcr.io', 'public.ecr.aws', 'nvcr.io'])

/** Where the images come from, registry by registry. */
export function registries(survey: Survey): Section {
  const uses = survey.objects.flatMap((object) =>
    containers(object).flatMap((container): Use[] => {
      const image = container.at('image').text
      return image === undefined || image.trim() === '' ? [] : [{ object, at: container.at('image'), image }]
    }),
  )
  const needs = gather(uses, ({ image }) => registryOf(image)).map(([registry, own]) => need(registry, own, survey))
  const attached: Need[] = uses.some(({ image }) => wantsRegistry(registryOf(image)))
    ? [
        {
          what: 'An Azure Container Registry that is attached to the cluster: its nodes pull from it without a secret',
          because: [],
          make: ATTACH,
        },
      ]
    : []
  return { title: 'Container registry', needs: [...attached, ...needs] }
}

/** Whether images from here would better come from a registry in Azure. */
function wantsRegistry(registry: string): boolean {
  return registry !== MICROSOFT && !registry.endsWith('.azurecr.io')
}

function registryOf(image: string): string {
  const { registry } = parseImage(image)
  return registry === undefined || registry === 'index.docker.io' ? 'docker.io' : registry
}

function need(registry: string, uses: readonly Use[], survey: Survey): Need {
  const images = gather(uses, ({ image }) => image)
  const because = images.map(
    ([image, own]) =>
      `${inlineCode(image)}: ${survey.place(own[0]?.object as ManifestObject, own[0]?.at)}${own.length > 1 ? ` and ${own.length - 1} more` : ''}`,
  )
  const name = /^([a-z\d]+)\.azurecr\.io$/.exec(registry)?.[1]
  if (name !== undefined) {
    return {
      what: `Azure Container Registry ${inlineCode(name)}, attached to the cluster`,
      because,
      make: [
        `az acr create --resource-group $RESOURCE_GROUP --name ${name} --sku Standard`,
        `az aks update --resource-group $RESOURCE_GROUP --name $CLUSTER --attach-acr ${name}`,
      ],
    }
  }
  if (registry === MICROSOFT) return { what: `${inlineCode(MICROSOFT)}: nothing to make, the nodes reach it`, because }
  if (/^localhost(:|$)/.test(registry))
    return { what: `Images that only the nodes of today have (${inlineCode(registry)}): push them to the registry in Azure`, because }
  if (!PUBLIC.has(registry))
    return {
      what: `A registry of your own: ${inlineCode(registry)}. The nodes must reach and trust it; better, push these images to an Azure Container Registry`,
      because,
    }
  const imports = images.filter(([image]) => parseImage(image).digest === undefined).map(([image]) => importLine(registry, image))
  return {
    what: `Public registry ${inlineCode(registry)}: works as it is; a copy in an Azure Container Registry spares you its rate limits and outages`,
    because,
    make: imports,
  }
}

const ATTACH = [
  'az acr create --resource-group $RESOURCE_GROUP --name $REGISTRY --sku Standard',
  'az aks update --resource-group $RESOURCE_GROUP --name $CLUSTER --attach-acr $REGISTRY',
]

function importLine(registry: string, image: string): string {
  const { repository, tag } = parseImage(image)
  const full = registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository
  return `az acr import --name $REGISTRY --source ${word(`${registry}/${full}:${tag ?? 'latest'}`)} --image ${word(`${repository}:${tag ?? 'latest'}`)}`
}
