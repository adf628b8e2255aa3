/** `congvu policy set|unset|threshold|route|exception|alternate|history`: the regulation as a province sets it. */
import { type Command, InvalidArgumentError } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import { Failure, type Session } from './command.ts'
import { choice, count, instant } from './options.ts'
import { type Column, tableTime } from './table.ts'

const actions = ['allow', 'flag', 'hold', 'block'] as const
const directions = ['inbound', 'outbound', 'internal'] as const
const dayMs = 86_400_000

type Place = Omit<ParametersOf<'policy.unset'>, 'reason'>
type Action = ParametersOf<'policy.set'>['action']

function withPlace(command: Command): Command {
  return command
    .option('--agency <code>', 'only for this agency')
    .addOption(choice('--direction <direction>', 'only this way', directions))
}

function oneOf<T extends string>(known: readonly T[]): (text: string) => T {
  return text => {
    const found = known.find(value => value === text)
    if (found === undefined) throw new InvalidArgumentError(`not one of ${known.join(', ')}`)
    return found
  }
}

/** A day counts as a whole: leave until 31 January ends at midnight after it. */
function untilEndOf(text: string): number {
  return instant(text) + (/^\d{4}-\d{2}-\d{2}$/.test(text) ? dayMs : 0)
}

export function registerSettings(policy: Command, session: Session): void {
  registerActions(policy, session)
  registerThresholds(policy, session)
  registerRoutes(policy, session)
  registerExceptions(policy.command('exception').description('leave for an address or domain'), session)
  registerAlternates(policy.command('alternate').description("officials' addresses elsewhere"), session)
  registerHistory(policy, session)
}

const setExamples = `
The most particular setting counts: agency and direction, then agency, then direction, then all.
What an agency's own administrator sets counts where it is stricter than that.
Examples:
  congvu policy set free-mail-recipient hold --agency sokhcn
  congvu policy set encrypted-archive block --direction inbound`

/** `sokhcn outbound hold`; an agency's own with `itself`. */
export function placed({
  agency,
  direction,
  action,
  byAgency,
}: OutputOf<'policy.set'>['beside'][number]): string {
  const words = [agency ?? 'everyone', byAgency ? 'itself' : null, direction, action]
  return words.filter(word => word !== null).join(' ')
}

function registerActions(policy: Command, session: Session): void {
  withPlace(policy.command('set'))
    .description('set what is done about a reason (policy show RULE lists them)')
    .argument('<reason>')
    .argument('<action>', actions.join(', '), oneOf(actions))
    .addHelpText('after', setExamples)
    .action(async (reason: string, action: Action, place: Place) => {
      const changed = await session.call('policy.set', { reason, action, ...place })
      const beside = changed.beside.map(placed).join(', ')
      const still = beside === '' ? '' : `; still in force: ${beside}`
      session.done(changed, `version ${changed.version}: ${reason} ${action}${still}`)
    })

  withPlace(policy.command('unset <reason>'))
    .description('take back what was set about a reason')
    .addHelpText('after', '\nExample:\n  congvu policy unset free-mail-recipient --agency sokhcn')
    .action(async (reason: string, place: Place) => {
      const changed = await session.call('policy.unset', { reason, ...place })
      session.done(changed, `version ${changed.version}: ${reason} as before`)
    })
}

type Threshold = OutputOf<'threshold.list'>[number]

const thresholdColumns: readonly Column<Threshold>[] = [
  { title: 'NAME', value: threshold => threshold.name },
  { title: 'VALUE', value: threshold => threshold.value },
  { title: 'UNIT', value: threshold => threshold.unit },
  { title: 'DEFAULT', value: threshold => threshold.default },
  { title: 'FROM', value: threshold => threshold.min },
  { title: 'TO', value: threshold => threshold.max },
  { title: 'TITLE', value: threshold => threshold.title.vi },
]

function registerThresholds(policy: Command, session: Session): void {
  policy
    .command('threshold')
    .description('list the numbers of the regulation, or set one')
    .argument('[name]')
    .argument('[value]', 'a whole number', count)
    .option('--default', 'give it its default again')
    .addHelpText(
      'after',
      '\nExamples:\n  congvu policy threshold heldDays 3\n  congvu policy threshold heldDays --default',
    )
    .action(async (name: string | undefined, value: number | undefined, options: { default?: boolean }) => {
      if (name === undefined) return session.print(await session.call('threshold.list', {}), thresholdColumns)
      if ((value === undefined) !== (options.default === true))
        throw new Failure('usage', 'give a value, or --default')
      const changed =
        value === undefined
          ? await session.call('threshold.clear', { name })
          : await session.call('threshold.set', { name, value })
      session.done(changed, `version ${changed.version}: ${name} ${value ?? 'as by default'}`)
    })
}

type Route = OutputOf<'route.list'>[number]

const routes = ['inside-agency', 'between-agencies', 'state', 'outside'] as const
const channels = ['electronic', 'with-paper', 'paper'] as const

const routeColumns: readonly Column<Route>[] = [
  { title: 'KIND', value: setting => setting.kind },
  { title: 'ROUTE', value: setting => setting.route },
  { title: 'CHANNEL', value: setting => setting.channel },
]

function registerRoutes(policy: Command, session: Session): void {
  policy
    .command('route')
    .description('list how kinds of documents travel, or set one')
    .argument('[kind]', 'name of the kind, such as "Hợp đồng"')
    .argument('[route]', routes.join(', '), oneOf(routes))
    .argument('[channel]', channels.join(', '), oneOf(channels))
    .option('--default', 'as the decree has it')
    .addHelpText('after', '\nExample:\n  congvu policy route "Hợp đồng" between-agencies with-paper')
    .action(
      async (
        kind: string | undefined,
        route: Route['route'] | undefined,
        channel: Route['channel'] | undefined,
        options: { default?: boolean },
      ) => {
        if (kind === undefined) return session.print(await session.call('route.list', {}), routeColumns)
        if (route === undefined || (channel === undefined) !== (options.default === true))
          throw new Failure('usage', 'give a route with a channel, or with --default')
        const changed =
          channel === undefined
            ? await session.call('route.clear', { kind, route })
            : await session.call('route.set', { kind, route, channel })
        session.done(changed, `version ${changed.version}: ${kind} ${route} ${channel ?? 'as by default'}`)
      },
    )
}

type Exception = OutputOf<'exception.list'>[number]

const exceptionColumns: readonly Column<Exception>[] = [
  { title: 'ID', value: exception => exception.id },
  { title: 'REASON', value: exception => exception.reason },
  { title: 'SUBJECT', value: exception => exception.subject },
  { title: 'AGENCY', value: exception => exception.agency ?? '-' },
  { title: 'DIRECTION', value: exception => exception.direction ?? '-' },
  { title: 'UNTIL', value: exception => tableTime(exception.expiresAt) },
  { title: 'IN FORCE', value: exception => (exception.inForce ? 'yes' : 'no') },
  { title: 'BY', value: exception => exception.author },
  { title: 'NOTE', value: exception => exception.note },
]

const exceptionExamples = `
Examples:
  congvu policy exception add free-mail-recipient a@gmail.com --until 2027-01-31 --note "Chuyên gia dự án"
  congvu policy exception add foreign-host @dhcaobang.vn --agency sokhcn --until 2027-06-30 --note "..."`

type ExceptionOptions = Omit<ParametersOf<'exception.add'>, 'reason' | 'subject' | 'untilMs'> & {
  readonly until: number
}

function registerExceptions(exception: Command, session: Session): void {
  exception
    .command('list')
    .description('list the exceptions and until when they hold')
    .action(async () => {
      session.print(await session.call('exception.list', {}), exceptionColumns)
    })

  withPlace(exception.command('add <reason> <subject>'))
    .description('give leave to an address, or a whole @domain, for a time')
    .requiredOption('--until <date>', 'the last day', untilEndOf)
    .requiredOption('--note <text>', 'why')
    .addHelpText('after', exceptionExamples)
    .action(async (reason: string, subject: string, { until, ...options }: ExceptionOptions) => {
      const added = await session.call('exception.add', { reason, subject, untilMs: until, ...options })
      session.done(added, `exception ${added.id}: ${added.subject}`)
    })

  exception
    .command('end <id>')
    .description('end an exception now')
    .action(async (id: string) => {
      session.done(await session.call('exception.end', { id: count(id) }), `ended exception ${id}`)
    })
}

type Alternate = OutputOf<'alternate.list'>[number]

const alternateColumns: readonly Column<Alternate>[] = [
  { title: 'ADDRESS', value: alternate => alternate.address },
  { title: 'BOX', value: alternate => alternate.box },
  { title: 'SINCE', value: alternate => tableTime(alternate.createdAt) },
  { title: 'BY', value: alternate => alternate.author },
  { title: 'NOTE', value: alternate => alternate.note },
]

function registerAlternates(alternate: Command, session: Session): void {
  alternate
    .command('list')
    .description("list the officials' addresses elsewhere")
    .action(async () => {
      session.print(await session.call('alternate.list', {}), alternateColumns)
    })

  alternate
    .command('add <address> <box>')
    .description('record an address elsewhere as an official’s')
    .requiredOption('--note <text>', 'how it is known')
    .addHelpText(
      'after',
      '\nExample:\n  congvu policy alternate add an@gmail.com annv.sokhcn@caobang.gov.vn --note "Đương sự xác nhận"',
    )
    .action(async (address: string, box: string, { note }: { note: string }) => {
      const added = await session.call('alternate.add', { address, box, note })
      session.done(added, `${added.address} is ${added.box}`)
    })

  alternate
    .command('remove <address>')
    .description('forget an address elsewhere')
    .action(async (address: string) => {
      session.done(await session.call('alternate.remove', { address }), `removed ${address}`)
    })
}

type Version = OutputOf<'policy.history'>[number]

const historyColumns: readonly Column<Version>[] = [
  { title: 'VERSION', value: version => version.version },
  { title: 'AT', value: version => tableTime(version.at) },
  { title: 'BY', value: version => version.author },
  { title: 'CHANGE', value: version => version.change },
  {
    title: 'DETAILS',
    value: ({ details }) =>
      Object.entries(details)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
  },
]

function registerHistory(policy: Command, session: Session): void {
  policy
    .command('history')
    .description('show what was changed in the settings, by whom, newest first')
    .option('--limit <n>', 'at most so many rows', count)
    .action(async (options: ParametersOf<'policy.history'>) => {
      session.print(await session.call('policy.history', options), historyColumns)
    })
}
