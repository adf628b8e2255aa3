/** `congvu login NAME` */
import type { Command } from 'commander'
import { localTime } from '../base/local-time.ts'
import { saveSession } from '../control/session-files.ts'
import type { Session } from './command.ts'
import { unwrap } from './outcome.ts'

interface LoginOptions {
  readonly passwordStdin?: boolean
  readonly code?: string
}

export function register(login: Command, session: Session): void {
  login
    .argument('<name>', 'the operator')
    .option('--password-stdin', 'take the password from the first line of stdin')
    .option('--code <digits>', 'the six digits of the authenticator app')
    .addHelpText('after', '\nExample:\n  congvu login quantri')
    .action(async (name: string, options: LoginOptions) => {
      const fromStdin = options.passwordStdin === true
      const password = await session.secret('Password', { fromStdin })
      const code = options.code ?? (await session.secret('Code', { fromStdin: false }))
      const control = await session.control()
      const grant = unwrap(await control.logIn({ name, password, code }))
      await saveSession(session.config().server.data, grant)
      const { role, agency, expiresAt } = grant
      const until = localTime(expiresAt)
      session.done({ name, role, agency, expiresAt: until }, `${name} is logged in as ${role} until ${until}`)
    })
}
