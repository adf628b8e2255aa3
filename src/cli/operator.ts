/** `congvu operator …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import { agenciesText, periodText, untilText } from './appointment.ts'
import { Failure, type Session } from './command.ts'
import { choice, instant } from './options.ts'
import { type Column, type Field, tableTime } from './table.ts'

type Operator = OutputOf<'operator.show'>
type Appointed = OutputOf<'operator.add'>
type Terms = ParametersOf<'operator.set'>['appointment']

const columns: readonly Column<Operator>[] = [
  { title: 'NAME', value: operator => operator.name },
  { title: 'ROLE', value: operator => operator.role },
  { title: 'AGENCY', value: agenciesText },
  { title: 'LETTERS', value: periodText },
  { title: 'UNTIL', value: untilText },
  { title: 'DECISION', value: ({ appointment }) => appointment?.decision || '-' },
  { title: 'ADDED', value: operator => tableTime(operator.createdAt) },
]

const secrets: readonly Field<Appointed>[] = [
  { title: 'NAME', value: operator => operator.name },
  { title: 'ROLE', value: operator => operator.role },
  { title: 'PASSWORD', value: operator => operator.password },
  { title: 'SECOND FACTOR', value: operator => operator.totpUrl },
]

interface TermOptions {
  readonly agency?: readonly string[]
  readonly lettersFrom?: number
  readonly lettersBefore?: number
  readonly until?: number
  readonly decision?: string
}

interface AddOptions extends TermOptions {
  readonly role: ParametersOf<'operator.add'>['role']
}

interface SetOptions extends TermOptions {
  readonly province?: true
  readonly allLetters?: true
  readonly noEnd?: true
}

function collect(code: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, code]
}

function withTerms(command: Command): Command {
  return command
    .option('--agency <code>', 'the agency; of an auditor several, each with its option', collect)
    .option(
      '--letters-from <date>',
      'of an auditor: letters received on or after (thời kỳ thanh tra)',
      instant,
    )
    .option('--letters-before <date>', 'of an auditor: letters received before', instant)
    .option(
      '--until <date>',
      'of an auditor: when the appointment ends (thời hạn thanh tra); of a day, as it begins',
      instant,
    )
    .option('--decision <text>', "of an auditor: the decision's number")
}

function termsOf({ agency, lettersFrom, lettersBefore, until, decision }: TermOptions): Terms {
  return {
    ...(agency === undefined ? {} : { agencies: [...agency] }),
    ...(lettersFrom === undefined ? {} : { lettersFromMs: lettersFrom }),
    ...(lettersBefore === undefined ? {} : { lettersBeforeMs: lettersBefore }),
    ...(until === undefined ? {} : { endsAtMs: until }),
    ...(decision === undefined ? {} : { decision }),
  }
}

const addNotes = `
An auditor without --agency sees letters of the whole province; without --until the appointment has no end.

Examples:
  congvu operator add hanhnt --role agency-administrator --agency soyte
  congvu operator add giamdoc.soyte --role agency-head --agency soyte
  congvu operator add minhdv --role auditor --agency soyte --agency sokhcn --letters-from 2026-01-01 \\
    --until 2026-12-31 --decision 12/QĐ-UBND`

const setNotes = `
What is not given stays. The auditor's sessions and approvals end.

Examples:
  congvu operator set minhdv --until 2027-03-31 --decision 3/QĐ-UBND
  congvu operator set minhdv --province --all-letters`

export function register(operator: Command, session: Session): void {
  operator
    .command('list')
    .description('list the operators, and what auditors are appointed for')
    .action(async () => session.print(await session.call('operator.list', {}), columns))

  operator
    .command('show <name>')
    .description('show an operator')
    .addHelpText('after', '\nExample:\n  congvu operator show minhdv')
    .action(async (name: string) => session.show(await session.call('operator.show', { name }), columns))

  const roles = ['administrator', 'agency-administrator', 'agency-head', 'auditor']
  withTerms(
    operator
      .command('add <name>')
      .description('appoint an operator; prints the password and second factor once')
      .addOption(choice('--role <role>', 'what it may do', roles).makeOptionMandatory()),
  )
    .addHelpText('after', addNotes)
    .action(async (name: string, { role, ...options }: AddOptions) => {
      session.show(
        await session.call('operator.add', { name, role, ...appointmentOf(role, options) }),
        secrets,
      )
    })

  withTerms(operator.command('set <name>').description('change what an auditor is appointed for'))
    .option('--province', 'the whole province instead of agencies')
    .option('--all-letters', 'letters of any time')
    .option('--no-end', 'without an end')
    .addHelpText('after', setNotes)
    .action(async (name: string, options: SetOptions & { readonly end: boolean }) => {
      const { province, allLetters, end, ...given } = options
      const appointment = {
        ...(province ? { agencies: [] } : {}),
        ...(allLetters ? { lettersFromMs: null, lettersBeforeMs: null } : {}),
        ...(end ? {} : { endsAtMs: null }),
        ...termsOf(given),
      }
      if (Object.keys(appointment).length === 0) throw new Failure('usage', 'say what changes')
      const changed = await session.call('operator.set', { name, appointment })
      session.done(
        changed,
        `${name}: ${columns
          .slice(2, 6)
          .map(({ value }) => value(changed))
          .join(', ')}`,
      )
    })

  operator
    .command('remove <name>')
    .description('dismiss an operator and end its sessions')
    .addHelpText('after', '\nExample:\n  congvu operator remove hanhnt')
    .action(async (name: string) => {
      await session.confirm(`Dismiss ${name}?`)
      session.done(await session.call('operator.remove', { name }), `removed ${name}`)
    })
}

/** `--agency` is the one agency of two roles, and among the terms of an auditor. */
function appointmentOf(role: AddOptions['role'], options: TermOptions) {
  if (role === 'auditor') return { agency: null, appointment: termsOf(options) }
  const { agency = [], ...rest } = options
  const [code = null, ...more] = agency
  if (more.length > 0) throw new Failure('usage', `${role} has one agency`)
  const terms = termsOf(rest)
  return { agency: code, ...(Object.keys(terms).length === 0 ? {} : { appointment: terms }) }
}
