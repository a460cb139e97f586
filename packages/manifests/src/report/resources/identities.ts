import { podSpec, podTemplate } from '@aks-copilot/kubernetes'
import type { ManifestObject } from '../../source/manifest.ts'
import { inlineCode } from '../markdown/escape.ts'
import { gather, type Need, type Section, type Survey, word } from './survey.ts'

const CLIENT_ID = 'azure.workload.identity/client-id'
const USE = 'azure.workload.identity/use'

/** Managed identities that pods act as (Microsoft Entra Workload ID). */
export function identities(survey: Survey): Section {
  const accounts = survey.of('ServiceAccount', '').filter((account) => account.annotations.at(CLIENT_ID).exists)
  const labelled = survey.objects.filter((object) => podTemplate(object)?.at('metadata', 'labels', USE).text === 'true')
  const named = new Map(
    accounts.map((account) => [key(account.namespace, account.name), survey.place(account, account.annotations.at(CLIENT_ID))]),
  )
  const users = gather(labelled, (object) => key(object.namespace, podSpec(object)?.at('serviceAccountName').text ?? 'default'))
  const all = new Set([...named.keys(), ...users.map(([account]) => account)])
  if (all.size === 0) return { title: 'Managed identities', needs: [] }
  const feature: Need = {
    what: 'The OIDC issuer and Workload ID of the cluster',
    because: [`${all.size} service account${all.size === 1 ? '' : 's'} below`],
    make: [
      'az aks update --resource-group $RESOURCE_GROUP --name $CLUSTER --enable-oidc-issuer --enable-workload-identity',
      'ISSUER=$(az aks show --resource-group $RESOURCE_GROUP --name $CLUSTER --query oidcIssuerProfile.issuerUrl --output tsv)',
    ],
  }
  const needs = [...all].map((account) =>
    need(account, [
      ...(named.has(account) ? [named.get(account) ?? ''] : []),
      ...(users.find(([name]) => name === account)?.[1] ?? []).map((object: ManifestObject) => survey.place(object)),
    ]),
  )
  return { title: 'Managed identities', needs: [feature, ...needs] }
}

function key(namespace: string | undefined, name: string): string {
  return `${namespace ?? '$NAMESPACE'}:${name}`
}

function need(account: string, because: readonly string[]): Need {
  const [namespace = '', name = ''] = account.split(':')
  const subject =
    namespace === '$NAMESPACE'
      ? `"system:serviceaccount:$NAMESPACE:${name.replaceAll(/[^\w.-]/g, '')}"`
      : word(`system:serviceaccount:${namespace}:${name}`)
  return {
    what: `A managed identity for the service account ${inlineCode(name)}, with the roles that its pods need`,
    because,
    make: [
      `az identity create --resource-group $RESOURCE_GROUP --name ${word(name)}`,
      `az identity federated-credential create --resource-group $RESOURCE_GROUP --identity-name ${word(name)} --name ${word(name)} --issuer "$ISSUER" --subject ${subject} --audience api://AzureADTokenExchange`,
    ],
  }
}
