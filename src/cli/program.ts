/** The command line: its nouns, its global options, and how a run ends. */
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import type { Application, Register } from './command.ts'
import { exitCodes, Failure } from './command.ts'
import { createSession, type GlobalOptions, type Terminal, type VerbOptions } from './session.ts'
import { printable } from './table.ts'

interface Noun {
  readonly name: string
  readonly summary: string
  load(): Promise<{ readonly register: Register }>
}

/** A noun's file is imported only when it is used. */
const nouns: readonly Noun[] = [
  { name: 'quickstart', summary: 'set a server up', load: () => import('./quickstart.ts') },
  { name: 'serve', summary: 'run the server', load: () => import('./serve.ts') },
  { name: 'login', summary: 'begin a session as an operator', load: () => import('./login.ts') },
  { name: 'logout', summary: 'end a session', load: () => import('./logout.ts') },
  { name: 'whoami', summary: 'tell which operator a command acts as', load: () => import('./whoami.ts') },
  { name: 'config', summary: 'the configuration file', load: () => import('./config.ts') },
  { name: 'operator', summary: 'operators and their roles', load: () => import('./operator.ts') },
  { name: 'agency', summary: 'agencies', load: () => import('./agency.ts') },
  { name: 'mailbox', summary: 'boxes of persons and offices', load: () => import('./mailbox.ts') },
  { name: 'alias', summary: 'addresses that lead to boxes', load: () => import('./alias.ts') },
  { name: 'share', summary: "officials in offices' boxes", load: () => import('./share.ts') },
  { name: 'app-password', summary: 'passwords of devices', load: () => import('./app-password.ts') },
  { name: 'totp', summary: 'second factors of mailboxes', load: () => import('./totp.ts') },
  { name: 'cert', summary: 'certificates, and the authority', load: () => import('./cert.ts') },
  { name: 'queue', summary: 'letters that wait to go out', load: () => import('./queue.ts') },
  { name: 'dkim', summary: 'keys that sign what leaves', load: () => import('./dkim.ts') },
  { name: 'token', summary: 'tokens that hold keys', load: () => import('./token.ts') },
  { name: 'dns', summary: 'what the domain publishes', load: () => import('./dns.ts') },
  {
    name: 'timestamp',
    summary: 'time stamps of an authority elsewhere',
    load: () => import('./timestamp.ts'),
  },
  { name: 'policy', summary: 'the rules, and what they would say', load: () => import('./policy.ts') },
  { name: 'violation', summary: 'the ledger of the rules', load: () => import('./violation.ts') },
  { name: 'case', summary: 'cases of state secrets, step by step', load: () => import('./case.ts') },
  { name: 'held', summary: 'letters that wait for an approver', load: () => import('./held.ts') },
  { name: 'trace', summary: 'where a letter is, per recipient', load: () => import('./trace.ts') },
  { name: 'archive', summary: 'every letter, with its proof', load: () => import('./archive.ts') },
  { name: 'approval', summary: 'what needs two auditors', load: () => import('./approval.ts') },
  { name: 'retention', summary: 'how long letters are kept', load: () => import('./retention.ts') },
  { name: 'hold', summary: 'letters that nobody may erase', load: () => import('./hold.ts') },
  { name: 'log', summary: 'the log that outsiders can check', load: () => import('./log.ts') },
  { name: 'health', summary: 'how the server is', load: () => import('./health.ts') },
  {
    name: 'doctor',
    summary: 'look over machine, names, keys and settings',
    load: () => import('./doctor.ts'),
  },
  { name: 'document', summary: 'official documents in letters', load: () => import('./document.ts') },
  { name: 'stats', summary: 'numbers of letters by agency', load: () => import('./stats.ts') },
  { name: 'audit', summary: 'the trail of operators', load: () => import('./audit.ts') },
]

const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 usage, 3 a check found problems, 4 not found, 5 refused, 75 try again,
78 configuration`

/** Runs one command line and resolves with its exit code. */
export async function run(
  argv: readonly string[],
  application: Application,
  terminal: Terminal,
): Promise<number> {
  const program = new Command('congvu')
  let verb: Command | undefined
  const options = () => {
    const { reason, code, codeStdin } = verb?.opts<VerbOptions>() ?? {}
    return { ...program.opts<GlobalOptions>(), reason, code, codeStdin }
  }
  const session = createSession(options, application, terminal)
  program
    .description('The official mail of a province: SMTP, IMAP, archive, policy, statistics')
    .option('--config <file>', 'configuration file (or CONGVU_CONFIG)')
    .option('--as <operator>', 'whose session to use')
    .option('--json', 'print the bare payload as JSON')
    .option('--yes', 'answer yes to every question')
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .addHelpText('after', exitCodeHelp)
    .exitOverride()
  for (const { name, summary } of nouns) program.command(name).summary(summary).description(summary)
  program.hook('preSubcommand', async (parent, command) => {
    if (parent !== program || command.parent !== program) return
    const noun = nouns.find(({ name }) => name === command.name())
    const { register } = (await noun?.load()) ?? {}
    register?.(command, session)
  })
  program.hook('preAction', (_program, command) => {
    verb = command
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    return exitCodeOf(error, terminal)
  } finally {
    await session[Symbol.asyncDispose]()
  }
}

function exitCodeOf(error: unknown, { stderr }: Terminal): number {
  // Of an option commander has told already; of an argument that a command reads itself, nobody has.
  if (error instanceof InvalidArgumentError) stderr.write(`congvu: ${printable(error.message)}\n`)
  if (error instanceof CommanderError && error.code === 'commander.unknownOption')
    stderr.write('congvu: what begins with - and is no option is given after -- alone\n')
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (!(error instanceof Failure)) throw error
  for (const problem of error.problems) stderr.write(`${printable(problem)}\n`)
  for (const line of `congvu: ${error.message}`.split('\n')) stderr.write(`${printable(line)}\n`)
  return exitCodes[error.exit]
}
