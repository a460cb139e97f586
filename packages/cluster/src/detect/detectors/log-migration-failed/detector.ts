import { detector, finding } from '../../detector.ts'
import { group, MIGRATION_FAILED } from '../../log-phrases.ts'
import { type Hit, logTroubles } from '../../log-trouble.ts'
import { logsStep } from '../../pod-commands.ts'
import { nameContainer } from '../../restarts.ts'
import { isServer } from '../../server-images.ts'

interface Failed extends Hit {
  readonly what: string
}

export default detector({
  id: 'log-migration-failed',
  group: 'logs',
  title: 'A database does not have the schema that a program needs',
  why: 'A migration failed or did not run: the program cannot work with the database as it is.',
  help: 'Mend the migration and run it again, or go back to the version that fits the schema.',
  severity: 'error',
  reads: ['Pod', 'logs'],
  effect: 'crashing',
  suspects: ['/spec/template/spec/containers/*/image', '/spec/template/spec/initContainers/*/image'],

  *detect(state) {
    for (const { pod, container, told, severity, since, evidence, explains } of logTroubles(state, read)) {
      // A database tells of the wrong queries of its clients, which have their own logs.
      if (isServer(container) && severity !== 'error') continue
      yield finding(pod, {
        about: `${container.name} ${told.about}`,
        severity,
        explains,
        message: `${nameContainer(container)} ${told.what}.`,
        since,
        evidence,
        nextSteps: [logsStep(pod, container.name, 'Read which step failed.', container.restarts > 0 && !container.running.exists)],
      })
    }
  },
})

function read(text: string): Failed | undefined {
  const match = MIGRATION_FAILED.exec(text)
  if (match === null) return undefined
  const [table, column] = [group(match, 'relation') ?? group(match, 'table'), group(match, 'column')]
  if (table !== undefined)
    return { index: match.index, about: table, what: `needs the table \`${table}\`, which its database does not have` }
  if (column !== undefined)
    return { index: match.index, about: column, what: `needs the column \`${column}\`, which its database does not have` }
  return { index: match.index, about: 'migration', what: 'reports that a migration of its database failed' }
}
