import { fail, ok } from '../../../base/result.ts'
import type { Jobs } from '../protocol.ts'
import type { WriterSession } from '../session.ts'

export function dkimJobs({ db }: WriterSession): Pick<Jobs, 'addDkimKeys'> {
  const waiting = db
    .prepare<unknown[], number>('SELECT 1 FROM dkim_keys WHERE domain = ? AND active_from > ?')
    .pluck()
  const retire = db.prepare('UPDATE dkim_keys SET retired_at = ? WHERE domain = ? AND retired_at IS NULL')
  const add = db.prepare(
    `INSERT INTO dkim_keys (domain, selector, algorithm, public_key, key_name, created_at,
       active_from)
     VALUES (@domain, @selector, @algorithm, @publicKey, @keyName, @createdAt, @activeFrom) ON CONFLICT DO NOTHING`,
  )
  return {
    addDkimKeys({ domain, createdAt, activeFrom, keys }) {
      if (waiting.get(domain, createdAt) !== undefined)
        return fail({ reason: 'exists', what: `a waiting key of ${domain}` })
      retire.run(activeFrom, domain)
      for (const key of keys)
        if (add.run({ ...key, domain, createdAt, activeFrom }).changes === 0)
          return fail({ reason: 'exists', what: `${key.selector}._domainkey.${domain}` })
      return ok(undefined)
    },
  }
}
