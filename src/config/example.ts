import * as z from 'zod'
import { defaultLimits } from '../base/limits.ts'
import { privateNetworks } from '../base/networks.ts'
import { fileKey, fileSchema, knownKeys, schemaAt } from './schema.ts'

/** What the example shows for each key; a key that starts with `#` is optional and shown as a comment. */
export const exampleValues: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['server.hostname', 'mail.caobang.gov.vn'],
  ['server.data', '/var/lib/congvu'],
  ['domain.name', 'caobang.gov.vn'],
  ['#directory.naming', 'given-initials.agency'],
  ['listen.mx', '0.0.0.0:25'],
  ['listen.submission', '0.0.0.0:587'],
  ['listen.submissions', '0.0.0.0:465'],
  ['listen.imap', '0.0.0.0:143'],
  ['listen.imaps', '0.0.0.0:993'],
  ['listen.http', '0.0.0.0:443'],
  ['listen.crl', '0.0.0.0:80'],
  ['#listen.witness', ''],
  ['#listen.log', ''],
  ['#listen.metrics', '127.0.0.1:9464'],
  ['tls.cert', '/etc/congvu/tls/fullchain.pem'],
  ['tls.key', '/etc/congvu/tls/privkey.pem'],
  ...Object.entries(defaultLimits).map(([name, value]): [string, unknown] => [
    `#limits.${fileKey(name)}`,
    value,
  ]),
  ['#policy.state_domains', ['gov.vn']],
  ['#policy.reference_prefix', 'CB'],
  ['#policy.free_mail_file', '/etc/congvu/free-mail.csv'],
  ['#policy.document_kinds_file', '/etc/congvu/document-kinds.csv'],
  ['#policy.sign_up_file', '/etc/congvu/sign-up-services.csv'],
  ['#policy.dangerous_types_file', '/etc/congvu/dangerous-types.csv'],
  ['#policy.citations_file', '/etc/congvu/citations.csv'],
  ['#policy.country_database', '/etc/congvu/country.mmdb'],
  ['#policy.network_database', '/etc/congvu/asn.mmdb'],
  ['#scanner.clamav', '/run/clamav/clamd.ctl'],
  ['#signing.crl_url', 'http://crl.caobang.gov.vn'],
  ['signing.dkim', 'required'],
  ['#signing.trust_file', '/etc/congvu/trust.pem'],
  ['#signing.crl_sources', ['http://ca.gov.vn/pki/g2.crl']],
  ['signing.encryption', 'cbc'],
  ['#token.module', '/usr/lib/softhsm/libsofthsm2.so'],
  ['#token.pin_file', '/etc/congvu/token.pin'],
  ['#token.label', 'Office'],
  ['#identity.issuer', 'https://sso.caobang.gov.vn'],
  ['#identity.jwks_file', '/etc/congvu/jwks.json'],
  ['#identity.audience', 'congvu'],
  ['#identity.claim', 'email'],
  ['#timestamp.url', 'http://tsa.ca.gov.vn'],
  ['#timestamp.trust', '/etc/congvu/timestamp.pem'],
  ['#timestamp.policy', '1.3.6.1.4.1.13762.3'],
  ['#transparency.origin', 'caobang.gov.vn/congvu/log'],
  ['#transparency.key', 'pkcs11:token=Office;object=log'],
  ['#transparency.witnesses', []],
  ['#transparency.witness_name', 'caobang.gov.vn/congvu/witness'],
  ['#transparency.witnessed', []],
  ['relay.mode', 'smarthost'],
  ['relay.host', 'relay.caobang.gov.vn'],
  ['#relay.port', 587],
  ['relay.tls', 'starttls'],
  ['#relay.user', 'congvu'],
  ['#relay.password_file', '/etc/congvu/relay.password'],
  ['dns.servers', []],
  ['#sender.trusted_sealers', ['lists.mic.gov.vn']],
  ['login.own_password', 'inside'],
  ['login.internal_networks', privateNetworks],
  ['imap.uidonly', false],
  ['imap.message_limit', 'commands'],
  ['log.level', 'info'],
])

export function exampleConfig(): string {
  return commentedConfig(exampleValues)
}

/** A commented `congvu.toml` with every key, from the schema's own descriptions and the given values. */
export function commentedConfig(values: ReadonlyMap<string, unknown>): string {
  const lines = [
    '# Configuration of congvu. An unknown key is an error; a key that is commented out shows its default.',
  ]
  for (const section of knownKeys([])) {
    lines.push('', `[${section}]`)
    for (const key of knownKeys([section])) {
      const name = `${section}.${key}`
      const optional = values.has(`#${name}`)
      const value = values.get(optional ? `#${name}` : name)
      lines.push(`# ${schemaAt([section, key])?.description ?? ''}`)
      lines.push(`${optional ? '#' : ''}${key} = ${JSON.stringify(value)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** JSON Schema of the configuration file, for editors. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(fileSchema, { io: 'input' })
}
