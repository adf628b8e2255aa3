import { access, constants, readFile } from 'node:fs/promises'
import type { Result } from '../base/result.ts'
import type { Config } from './config.ts'
import type { ConfigProblem } from './load.ts'
import { readPrivateFile, readSecret } from './secrets.ts'

/** What `config test` finds beyond the text: files that are named but missing, unreadable or open to others. */
export async function fileProblems(config: Config): Promise<readonly ConfigProblem[]> {
  const readable = async (key: string, file: string | null | undefined): Promise<ConfigProblem[]> => {
    if (file === null || file === undefined) return []
    return access(file, constants.R_OK).then(
      () => [],
      () => [{ key, message: `${file} cannot be read` }],
    )
  }
  const authorities = async (key: string, file: string | null): Promise<readonly ConfigProblem[]> => {
    const problems = await readable(key, file)
    if (file === null || problems.length > 0) return problems
    const held = (await readFile(file, 'latin1')).includes('-----BEGIN CERTIFICATE-----')
    return held ? [] : [{ key, message: `${file}: there is no certificate in it` }]
  }
  const secret = async (
    key: string,
    read: Promise<Result<unknown, string>>,
  ): Promise<readonly ConfigProblem[]> => {
    const outcome = await read
    return outcome.ok ? [] : [{ key, message: outcome.error }]
  }
  const credentials = config.relay.mode === 'smarthost' ? config.relay.credentials : null
  const checks = [
    readable('server.data', config.server.data),
    readable('tls.cert', config.tls.cert),
    secret('tls.key', readPrivateFile(config.tls.key)),
    readable('policy.free_mail_file', config.policy.freeMailFile),
    readable('policy.document_kinds_file', config.policy.documentKindsFile),
    readable('policy.sign_up_file', config.policy.signUpFile),
    readable('policy.dangerous_types_file', config.policy.dangerousTypesFile),
    readable('policy.network_database', config.policy.networkDatabase),
    readable('policy.citations_file', config.policy.citationsFile),
    readable('policy.country_database', config.policy.countryDatabase),
    authorities('signing.trust_file', config.signing.trustFile),
    readable('token.module', config.token.module),
    config.token.pinFile === null ? [] : secret('token.pin_file', readSecret(config.token.pinFile)),
    readable('identity.jwks_file', config.identity?.jwksFile),
    authorities('timestamp.trust', config.timestamp.trust),
    credentials === null ? [] : secret('relay.password_file', readSecret(credentials.passwordFile)),
  ]
  return (await Promise.all(checks)).flat()
}
