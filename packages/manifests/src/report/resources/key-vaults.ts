import { inlineCode } from '../markdown/escape.ts'
import { gather, type Need, type Section, type Survey, word } from './survey.ts'

/** Key Vaults that SecretProviderClasses read, and the add-on that does the reading. */
export function keyVaults(survey: Survey): Section {
  const classes = survey.of('SecretProviderClass', 'secrets-store.csi.x-k8s.io').filter((one) => one.at('spec', 'provider').is('azure'))
  if (classes.length === 0) return { title: 'Key Vault', needs: [] }
  const addOn: Need = {
    what: 'The Key Vault provider for the Secrets Store CSI driver',
    because: classes.map((one) => survey.place(one, one.at('spec', 'provider'))),
    make: ['az aks enable-addons --resource-group $RESOURCE_GROUP --name $CLUSTER --addons azure-keyvault-secrets-provider'],
  }
  const vaults = gather(classes, (one) => one.at('spec', 'parameters', 'keyvaultName').text ?? '').map(([name, own]): Need => ({
    what:
      name === ''
        ? 'A Key Vault; the class does not name it'
        : `Key Vault ${inlineCode(name)}; the identity of the pods needs the role Key Vault Secrets User on it`,
    because: own.map((one) => survey.place(one, one.at('spec', 'parameters', 'keyvaultName'))),
    make:
      name === ''
        ? []
        : [
            `az keyvault create --resource-group $RESOURCE_GROUP --location $LOCATION --name ${word(name)} --enable-rbac-authorization true`,
          ],
  }))
  return { title: 'Key Vault', needs: [addOn, ...vaults] }
}
