import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { throttleWindowMs } from '../directory/throttle.ts'
import { createControl } from './control.ts'
import type { Services } from './services.ts'

/** Services of a province without operators, on a clock of its own. */
function services(clock: { now(): number }): Services {
  return {
    clock,
    config: { limits: defaultLimits },
    store: { read: { directory: { operator: async () => undefined } }, write: { audit: async () => {} } },
    passwords: { pretend: async () => 'mismatch' },
  } as unknown as Services
}

describe('log-ins of operators', () => {
  it('wait after twelve wrong ones, for that name and a quarter of an hour', async () => {
    let now = 0
    const control = createControl(services({ now: () => now }))
    const reasonOf = async (name: string) => {
      const outcome = await control.logIn({ name, password: 'guess', code: '000000' })
      return outcome.ok ? 'in' : outcome.error.reason
    }
    for (let i = 0; i < 12; i++) expect(await reasonOf('quantri')).toBe('refused')
    expect(await reasonOf('quantri')).toBe('try-again')
    expect(await reasonOf('kiemtoan')).toBe('refused')
    now = throttleWindowMs
    expect(await reasonOf('quantri')).toBe('refused')
  })
})
