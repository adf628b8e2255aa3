/** `congvu quickstart`: a server set up where none is, told on stdout once. */
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { processEnvironment } from '../config/environment.ts'
import type { QuickstartResult } from '../quickstart/quickstart.ts'
import { Failure, type Session } from './command.ts'
import { choice } from './options.ts'
import { unwrap } from './outcome.ts'
import { type Field, renderRecord } from './table.ts'
import { renderZone } from './zone.ts'

interface QuickstartOptions {
  readonly domain: string
  readonly hostname?: string
  readonly admin: string
  readonly auditor: string
  readonly data?: string
  readonly config?: string
  readonly ports: 'standard' | 'high'
  readonly askPasswords?: boolean
  readonly passwordStdin?: boolean
}

const examples = `
Examples:
  congvu quickstart --domain caobang.gov.vn --hostname mail.caobang.gov.vn --config /etc/congvu/congvu.toml
  congvu quickstart --ports high --data ./trial      a trial without root; nothing leaves`

export function register(quickstart: Command, session: Session): void {
  quickstart
    .description('set a server up in an empty place: configuration, keys, certificate, first operators')
    .option('--domain <domain>', 'the mail domain', 'caobang.gov.vn')
    .option('--hostname <name>', 'name of this host in DNS (by default mail.DOMAIN)')
    .option('--admin <name>', 'the first administrator', 'quantri')
    .option('--auditor <name>', 'the first auditor', 'thanhtra')
    .option('--data <dir>', 'data directory (by default /var/lib/congvu); --config: DIR/congvu.toml')
    .addOption(
      choice('--ports <ports>', 'the well-known ones, or high ones on loopback', [
        'standard',
        'high',
      ]).default('standard'),
    )
    .option('--ask-passwords', 'ask for the two passwords instead of making them')
    .option('--password-stdin', "take the administrator's and the auditor's password from two lines of stdin")
    .addHelpText('after', examples)
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<QuickstartOptions>()
      const environment = processEnvironment()
      const data = resolve(options.data ?? environment.get('CONGVU_SERVER__DATA') ?? '/var/lib/congvu')
      const [administrator, auditor] = await passwords(session, options)
      const outcome = await session.application.quickstart({
        hostname: options.hostname ?? `mail.${options.domain}`,
        domain: options.domain,
        data,
        file: resolve(options.config ?? environment.get('CONGVU_CONFIG') ?? join(data, 'congvu.toml')),
        ports: options.ports,
        administrator: { name: options.admin, password: administrator },
        auditor: { name: options.auditor, password: auditor },
        environment,
      })
      const result = unwrap(outcome)
      await session.write(session.json ? `${JSON.stringify(result)}\n` : told(result, options))
    })
}

/** The administrator's and the auditor's; null for one to be made. */
async function passwords(
  session: Session,
  { askPasswords = false, passwordStdin = false, admin, auditor }: QuickstartOptions,
): Promise<readonly [string | null, string | null]> {
  if (passwordStdin) {
    const [first = '', second = ''] = (await session.readText('-')).split(/\r?\n/)
    if (first === '' || second === '') throw new Failure('usage', '--password-stdin: two lines are needed')
    return [first, second]
  }
  if (!askPasswords) return [null, null]
  const ask = (name: string) => session.secret(`Password of ${name}`, { fromStdin: false, repeat: true })
  return [await ask(admin), await ask(auditor)]
}

type Enrolled = QuickstartResult['operators'][number]

const operatorFields: readonly Field<Enrolled>[] = [
  { title: 'NAME', value: operator => operator.name },
  { title: 'ROLE', value: operator => operator.role },
  { title: 'PASSWORD', value: operator => operator.password ?? '(as given)' },
  { title: 'TOTP SECRET', value: operator => operator.totpSecret },
  { title: 'SECOND FACTOR', value: operator => operator.totpUrl },
]

function asService(data: string, config: string): readonly string[] {
  return [
    '  useradd --system --no-create-home --shell /usr/sbin/nologin congvu',
    `  chown -R congvu: ${data}`,
    `  congvu config test --config ${config}`,
    `  congvu config unit --config ${config} > /etc/systemd/system/congvu.service`,
    '  systemctl enable --now congvu',
  ]
}

function told(result: QuickstartResult, { domain, admin, ports }: QuickstartOptions): string {
  const { certificate, config, data, dns, operators, unit } = result
  return [
    '== Made',
    `configuration  ${config}`,
    `data           ${data}`,
    `certificate    ${certificate.cert} (self-signed)`,
    '',
    '== Operators: told this once, enter the second factors into an authenticator app now',
    operators.map(operator => renderRecord(operator, operatorFields)).join('\n'),
    '== DNS records to publish, also from: congvu dns records',
    renderZone(dns),
    '== systemd unit, also from: congvu config unit',
    unit,
    '== Next',
    `Put a certificate of an authority and its key (mode 0600) in place of ${certificate.cert} and`,
    `${certificate.key}, or name them in [tls], and restart.`,
    '',
    ...(ports === 'high' ? [`  congvu serve --config ${config}`] : asService(data, config)),
    `  congvu login ${admin} --config ${config}`,
    `  congvu agency import config/agencies.csv --config ${config}`,
    `  congvu mailbox add vpubnd "Văn phòng UBND tỉnh" --kind office --config ${config}`,
    `  congvu alias add postmaster@${domain} vpubnd@${domain} --config ${config}   every domain must have one`,
    '',
  ].join('\n')
}
