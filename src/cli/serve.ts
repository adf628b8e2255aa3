/** `congvu serve` */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { processEnvironment } from '../config/environment.ts'
import { developmentConfig } from '../config/load.ts'
import type { Session } from './command.ts'
import { configFailure } from './outcome.ts'

interface ServeOptions {
  readonly development?: boolean
  readonly data: string
}

export function register(serve: Command, session: Session): void {
  serve
    .description('run every service until SIGINT or SIGTERM')
    .option('--development', 'loopback, sample agencies and accounts, nothing leaves; needs no configuration')
    .option('--data <dir>', 'data directory of the development start', 'data')
    .addHelpText(
      'after',
      '\nExamples:\n  congvu serve --config /etc/congvu/congvu.toml\n  congvu serve --development --data /tmp/congvu',
    )
    .action(async ({ development = false, data }: ServeOptions) => {
      if (!development) return session.application.serve(session.config(), false)
      const config = developmentConfig(resolve(data), processEnvironment())
      if (!config.ok) throw configFailure(config.error)
      return session.application.serve(config.value, true)
    })
}
