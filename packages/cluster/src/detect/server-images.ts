import type { ContainerState } from './container-states.ts'

const SERVERS = /(?:^|[/-])(?:postgres|postgresql|mysql|mariadb|percona|mongo|mongodb|redis|valkey|rabbitmq|kafka|mssql)(?:[-/:@]|$)/

/** Whether a container is a database or a broker by its image: its log tells of what its clients do wrong, and it is well. */
export function isServer(container: ContainerState): boolean {
  return SERVERS.test(container.spec.at('image').text ?? '')
}
