/** `congvu config …`: works on the file alone, without a server. */
import type { Command } from 'commander'
import { fileProblems } from '../config/check-files.ts'
import { configJsonSchema, exampleConfig } from '../config/example.ts'
import { systemdUnit } from '../config/unit.ts'
import { Failure, type Session } from './command.ts'

export function register(config: Command, session: Session): void {
  config
    .command('test')
    .description('check the configuration and the files it names')
    .addHelpText('after', '\nExample:\n  congvu config test --config /etc/congvu/congvu.toml')
    .action(async () => {
      const loaded = session.config()
      const problems = await fileProblems(loaded)
      const source = loaded.file ?? 'the development configuration'
      if (problems.length > 0) {
        const lines = problems.map(({ key, message }) => `${key}: ${message}`)
        throw new Failure('problems', `${source} names files that are not right`, lines)
      }
      session.done({ file: loaded.file, problems: [] }, `${source} is right`)
    })

  config
    .command('example')
    .description('print a commented configuration with every key')
    .addHelpText('after', '\nExample:\n  congvu config example > congvu.toml')
    .action(() => session.write(exampleConfig()))

  config
    .command('schema')
    .description('print the JSON Schema of the configuration, for editors')
    .action(() => session.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`))

  config
    .command('unit')
    .description('print a systemd unit that runs the server of this configuration')
    .addHelpText('after', '\nExample:\n  congvu config unit > /etc/systemd/system/congvu.service')
    .action(() => {
      const loaded = session.config()
      if (loaded.file === null)
        throw new Failure('configuration', 'there is no configuration file; make one with: congvu quickstart')
      return session.write(systemdUnit(loaded, loaded.file))
    })
}
