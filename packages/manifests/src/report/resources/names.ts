import type { Field } from '@aks-copilot/kubernetes'
import type { ManifestObject } from '../../source/manifest.ts'
import { inlineCode } from '../markdown/escape.ts'
import { gather, type Need, type Section, type Survey } from './survey.ts'

interface Host {
  readonly object: ManifestObject
  readonly at: Field
  readonly name: string
}

/** DNS names that must lead to the cluster. */
export function dnsNames(survey: Survey): Section {
  const hosts = survey.objects.flatMap(hostsOf)
  const own = gather(hosts, ({ name }) => name)
  if (own.length === 0) return { title: 'DNS names', needs: [] }
  const because = own.map(([name, uses]) => `${inlineCode(name)}: ${uses.map(({ object, at }) => survey.place(object, at)).join('; ')}`)
  const need: Need = {
    what: 'For each name a record with the address of its ingress controller or gateway. In Azure DNS, where `$ZONE` is a domain of yours and `$RECORD` the part of the name before it',
    because,
    make: [
      'az network dns zone create --resource-group $RESOURCE_GROUP --name $ZONE',
      'az network dns record-set a add-record --resource-group $RESOURCE_GROUP --zone-name $ZONE --record-set-name $RECORD --ipv4-address $ADDRESS',
    ],
  }
  return {
    title: 'DNS names',
    intro:
      'The application routing add-on can keep the records of Ingresses itself, once the zone is attached (`az aks approuting zone add`).',
    needs: [need],
  }
}

function hostsOf(object: ManifestObject): Host[] {
  return hostFields(object).flatMap((at) => (at.text === undefined || at.text === '' ? [] : [{ object, at, name: at.text }]))
}

function hostFields(object: ManifestObject): Field[] {
  if (object.kind === 'Ingress' && ['networking.k8s.io', 'extensions'].includes(object.group)) {
    return object
      .at('spec', 'rules')
      .items()
      .map((rule) => rule.at('host'))
  }
  if (object.group !== 'gateway.networking.k8s.io') return []
  if (object.kind === 'Gateway')
    return object
      .at('spec', 'listeners')
      .items()
      .map((listener) => listener.at('hostname'))
  return ['HTTPRoute', 'GRPCRoute', 'TLSRoute'].includes(object.kind) ? object.at('spec', 'hostnames').items() : []
}
