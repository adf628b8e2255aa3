/** Changes of the classes: settings like those of the regulation, in one history with them. */
import type { DirectoryError } from '../../../ports/directory.ts'
import type { PolicyChange } from '../../../ports/policy.ts'
import type { Db } from '../connection.ts'

type Change<Kind extends PolicyChange['kind']> = Extract<PolicyChange, { readonly kind: Kind }>

export function retentionChanges(db: Db) {
  const set = db.prepare(
    `INSERT OR REPLACE INTO retention_classes
       (name, months, days, agency_id, document_kind, rule, direction, verdict)
     VALUES (@name, @months, @days, @agencyId, @documentKind, @rule, @direction, @verdict)`,
  )
  const remove = db.prepare('DELETE FROM retention_classes WHERE name = ?')
  return {
    'set-retention'({ kind: _, keep, ...conditions }: Change<'set-retention'>): undefined {
      set.run({ ...conditions, months: keep?.months ?? null, days: keep?.days ?? null })
    },
    'remove-retention'({ name }: Change<'remove-retention'>): DirectoryError | undefined {
      return remove.run(name).changes === 0
        ? { reason: 'not-found', what: `retention class ${name}` }
        : undefined
    },
  }
}
