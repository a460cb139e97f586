import type { Field } from '@aks-copilot/kubernetes'
import type { ManifestObject } from '../../source/manifest.ts'
import { inlineCode } from '../markdown/escape.ts'
import { gather, type Need, type Section, type Survey, word } from './survey.ts'

interface TlsUse {
  readonly object: ManifestObject
  readonly at: Field
  readonly secret: string
}

const KEY_VAULT = 'kubernetes.azure.com/tls-cert-keyvault-uri'
const ISSUERS = ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'] as const

/** TLS certificates, and who makes each. */
export function certificates(survey: Survey): Section {
  const uses = survey.objects.flatMap(tlsUses)
  const needs = gather(uses, ({ object, secret }) => `${object.namespace ?? ''}/${secret}`).map(([, own]) => need(own, survey))
  return { title: 'Certificates', needs }
}

function tlsUses(object: ManifestObject): TlsUse[] {
  const fields =
    object.kind === 'Ingress' && object.group === 'networking.k8s.io'
      ? object
          .at('spec', 'tls')
          .items()
          .map((tls) => tls.at('secretName'))
      : object.kind === 'Gateway' && object.group === 'gateway.networking.k8s.io'
        ? object
            .at('spec', 'listeners')
            .items()
            .flatMap((listener) =>
              listener
                .at('tls', 'certificateRefs')
                .items()
                .map((reference) => reference.at('name')),
            )
        : []
  return fields.flatMap((at) => (at.text === undefined || at.text === '' ? [] : [{ object, at, secret: at.text }]))
}

function need(uses: readonly TlsUse[], survey: Survey): Need {
  const { object, secret } = uses[0] as TlsUse
  const because = uses.map((use) => survey.place(use.object, use.at))
  const own = survey.bundle.find('Secret', object.namespace, secret)
  const certificate = survey
    .of('Certificate', 'cert-manager.io')
    .find((one) => one.namespace === object.namespace && one.at('spec', 'secretName').is(secret))
  const issuer = ISSUERS.map((key) => object.annotations.at(key)).find((at) => at.exists)
  const title = `Secret ${inlineCode(secret)}`
  if (object.annotations.at(KEY_VAULT).exists) return { what: `${title}: the application routing add-on takes it from Key Vault`, because }
  if (own !== undefined) return { what: `${title}: these manifests bring it`, because: [...because, survey.place(own)] }
  if (certificate !== undefined) return { what: `${title}: cert-manager makes it`, because: [...because, survey.place(certificate)] }
  if (issuer !== undefined) return { what: `${title}: cert-manager makes it with ${inlineCode(issuer.text ?? '')}`, because }
  const namespace = object.namespace === undefined ? '' : ` --namespace ${word(object.namespace)}`
  return {
    what: `${title}: nothing in these manifests makes it`,
    because,
    make: [`kubectl create secret tls ${word(secret)}${namespace} --cert=tls.crt --key=tls.key`],
  }
}
