/**
 * Facts about Kubernetes objects: where a pod spec is, what a selector matches, which API version is served.
 * Must never do IO, and knows nothing of files, YAML or clusters.
 */
export * from './field.ts'
export * from './image.ts'
export * from './kubernetes-object.ts'
export * from './lifecycle/index.ts'
export * from './nearest.ts'
export * from './pointer.ts'
export * from './quantity.ts'
export * from './security-context.ts'
export * from './selector.ts'
export * from './table.ts'
export * from './workload.ts'
export * from './schemas/index.ts'
