/**
 * The debug loop: from an application that Argo CD reports as degraded to a commit that mends it, or to a person who knows why not.
 * Must never touch a network, a disk or a clock of its own: the world comes through `ports.ts`.
 */
export * from './ports.ts'
