#!/usr/bin/env bash
# Installs the package of the action and runs it: what action.yml calls. A version is a version or a .tgz of the checkout, nothing else that
# npm could install from.
set -euo pipefail

refuse() {
  echo "::error title=aks-copilot::$1"
  exit 2
}

command -v node >/dev/null && command -v npm >/dev/null || refuse 'Node.js is not there: run actions/setup-node with node-version 24 before.'
node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 22 || (major === 22 && minor >= 18) ? 0 : 1)' ||
  refuse 'Node.js 22.18 or newer is needed: run actions/setup-node with node-version 24 before.'

workspace="${GITHUB_WORKSPACE:-$PWD}"
version="${INPUT_VERSION:-}"
if [[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  package="aks-copilot-action@$version"
elif [[ "$version" == *.tgz && "$version" != *:* && -f "$workspace/$version" ]]; then
  package="$workspace/$version"
else
  refuse 'The input version is neither a version such as 0.1.0 nor a .tgz file of the checkout.'
fi

# A folder of its own: no .npmrc and no package.json of the checkout is read, and no script of a package runs. npm never sees the token.
folder="$(mktemp -d "${RUNNER_TEMP:-/tmp}/aks-copilot-XXXXXX")"
(cd "$folder" && env -u INPUT_TOKEN npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error -- "$package" >/dev/null) ||
  refuse 'The package aks-copilot-action could not be installed; the lines above say why.'
exec node "$folder/node_modules/aks-copilot-action/dist/action.js"
