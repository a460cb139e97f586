#!/usr/bin/env bash
# Deploys, waits until the server is ready, and goes back to the images that ran before when it is not.
#
#   SERVER_IMAGE=… JOBS_IMAGE=… deploy/bicep/roll-out.sh RESOURCE_GROUP PARAMETERS_FILE
#
# Needs `az`, logged in. READY_SECONDS (300): how long the server may take. Exit: 0 deployed and ready; 1 not, and what was before runs
# again, or nothing was there before; 2 wrong call; 3 not, and going back failed, too.
set -euo pipefail

if [ $# -ne 2 ] || [ -z "$1" ] || [ ! -f "$2" ]; then
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
group=$1
parameters=$2
deployment=aks-copilot
patience=${READY_SECONDS:-300}
pause=${READY_PAUSE:-5}

# What the last deployment says of itself; empty where there was none, and where it failed.
output() {
  az deployment group show --resource-group "$group" --name "$deployment" --query "properties.outputs.$1.value" --output tsv 2>/dev/null || true
}

field() {
  az containerapp show --resource-group "$group" --name "$1" --query "$2" --output tsv
}

deploy() {
  az deployment group create --resource-group "$group" --name "$deployment" --parameters "$parameters" --output none
}

is_ready() {
  local server latest deadline=$((SECONDS + patience))
  server=$(output serverName)
  if [ -z "$server" ]; then
    echo 'There is no server yet: deployWorkloads is false.'
    return 0
  fi
  while :; do
    latest=$(field "$server" properties.latestRevisionName)
    if [ -n "$latest" ] && [ "$latest" = "$(field "$server" properties.latestReadyRevisionName)" ]; then
      echo "Ready: $latest at $(output serverUrl)"
      return 0
    fi
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "Not ready after $patience s: $latest" >&2
      return 1
    fi
    sleep "$pause"
  done
}

# Of Azure itself: a deployment that failed has no outputs, and the server of the one before it runs nevertheless.
before=$(az containerapp list --resource-group "$group" --query "[?ends_with(name, '-server')].name | [0]" --output tsv)
server_image=
jobs_image=
if [ -n "$before" ]; then
  server_image=$(field "$before" 'properties.template.containers[0].image')
  jobs_image=$(az containerapp job list --resource-group "$group" --query '[0].properties.template.containers[0].image' --output tsv)
fi

if deploy && is_ready; then exit 0; fi

if [ -z "$server_image" ]; then
  echo 'The deployment failed, and nothing was there before.' >&2
  exit 1
fi
echo "Going back to $server_image" >&2
export SERVER_IMAGE=$server_image
# A deployment without jobs has no image of them to go back to.
if [ -n "$jobs_image" ]; then export JOBS_IMAGE=$jobs_image; fi
if deploy && is_ready; then exit 1; fi
# The revision that was ready last may still have the requests: Azure takes them from it when another one is ready, not before.
echo "Going back failed, too. What runs: az containerapp revision list --resource-group $group --name $before --output table" >&2
exit 3
