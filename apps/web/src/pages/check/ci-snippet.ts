/** A job of GitHub Actions that checks the same way as the page did. */
export function ciSnippet(target: string, kubeVersion: string): string {
  return `name: manifests
on: [pull_request]
jobs:
  aks:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: { node-version: 24 }
      - run: npm install --global aks-copilot
      - run: aks-copilot check k8s/ --target ${target} --kube-version ${kubeVersion} --format github
`
}
