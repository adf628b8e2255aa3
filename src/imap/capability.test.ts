import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import type { ImapAccount } from './backend.ts'
import { capabilities } from './capability.ts'
import type { Session } from './session.ts'

describe('capabilities', () => {
  it('announce NOTIFY where somebody can be told', () => {
    const session = (account: object) =>
      ({
        state: 'authenticated',
        secure: true,
        account: account as ImapAccount,
        limits: defaultLimits,
        connection: {} as Session['connection'],
      }) as const
    expect(capabilities(session({}))).not.toContain('NOTIFY')
    expect(capabilities(session({ watch: () => undefined }))).toContain('NOTIFY')
  })
})
