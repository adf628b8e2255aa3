/** `congvu logout` */
import type { Command } from 'commander'
import { forgetSession } from '../control/session-files.ts'
import type { Session } from './command.ts'
import { unwrap } from './outcome.ts'

export function register(logout: Command, session: Session): void {
  logout.addHelpText('after', '\nExample:\n  congvu logout --as quantri').action(async () => {
    const { name, token } = await session.grant('whoami')
    const control = await session.control()
    unwrap(await control.logOut(token))
    await forgetSession(session.config().server.data, name)
    session.done({ name }, `${name} is logged out`)
  })
}
