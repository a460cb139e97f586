import type { Fate } from '../../ledger.ts'

const IN_COMMAND: Fate = ['mapped', 'in the command of the build']
const IN_DOCKERFILE: Fate = ['lost', 'write it into the Dockerfile']

/** What becomes of the fields of a BuildConfig. */
export const BUILD_FATES: Readonly<Record<string, Fate>> = {
  '/spec/source/type': IN_COMMAND,
  '/spec/source/git': IN_COMMAND,
  '/spec/source/contextDir': IN_COMMAND,
  '/spec/source/binary': IN_COMMAND,
  '/spec/source/sourceSecret': ['dropped', 'whoever runs the build brings the login to the repository'],
  '/spec/source/secrets': ['lost', 'the build needs these files: let the pipeline provide them'],
  '/spec/source/configMaps': ['lost', 'the build needs these files: let the pipeline provide them'],
  '/spec/source/images': ['lost', 'the build needs files of these images: write COPY --from into the Dockerfile'],
  '/spec/strategy/type': IN_COMMAND,
  '/spec/strategy/dockerStrategy/dockerfilePath': IN_COMMAND,
  '/spec/strategy/dockerStrategy/buildArgs': IN_COMMAND,
  '/spec/strategy/dockerStrategy/noCache': IN_COMMAND,
  '/spec/strategy/dockerStrategy/from': IN_DOCKERFILE,
  '/spec/strategy/dockerStrategy/env': IN_DOCKERFILE,
  '/spec/strategy/dockerStrategy/pullSecret': ['dropped', 'whoever runs the build brings the login to the registry'],
  '/spec/strategy/sourceStrategy/from': IN_COMMAND,
  '/spec/strategy/sourceStrategy/env': IN_COMMAND,
  '/spec/strategy/sourceStrategy/incremental': ['dropped', 'a build starts afresh'],
  '/spec/strategy/sourceStrategy/forcePull': ['dropped', 'a build pulls its images'],
  '/spec/strategy/sourceStrategy/scripts': ['lost', 'give the scripts to the command: --scripts-url'],
  '/spec/strategy/sourceStrategy/pullSecret': ['dropped', 'whoever runs the build brings the login to the registry'],
  '/spec/output/to': IN_COMMAND,
  '/spec/output/pushSecret': ['dropped', 'the Azure Container Registry knows who builds'],
  '/spec/output/imageLabels': IN_DOCKERFILE,
  '/spec/postCommit': ['lost', 'a check of the new image: let the pipeline run it before the image is used'],
  '/spec/triggers': ['lost', 'nothing starts the build by itself: let a pipeline, or `az acr task create`, start it'],
}
