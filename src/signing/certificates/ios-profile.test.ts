import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { generatePrivateKey } from '../keys/file-keys.ts'
import { localKey } from '../keys/local-key.ts'
import { iosProfile } from './ios-profile.ts'
import { linkExtensions, usageExtensions } from './profile.ts'
import { encodeCertificate, encodeName, keyIdentifier } from './x509.ts'

async function root(): Promise<Buffer> {
  const key = localKey('root', await generatePrivateKey('ec-p256'))
  const { publicKey } = key
  const name = encodeName({ commonName: 'Cao Bằng Root CA' })
  const extensions = [
    ...usageExtensions({ kind: 'ca-root' }, publicKey),
    ...linkExtensions(publicKey, keyIdentifier(publicKey), null),
  ]
  const validity = { notBefore: 0, notAfter: Date.UTC(2060, 0) }
  return encodeCertificate(
    { serial: '01', issuer: name, subject: name, ...validity, publicKey, extensions },
    key,
  )
}

const python = spawnSync('python3', ['-c', 'import plistlib']).status === 0

it.runIf(python)(
  'is a property list that sets the account up, trusts the root and signs with the key',
  async () => {
    let uuids = 0
    const chain = [await root()]
    const profile = iosProfile(
      {
        address: 'annv.sokhcn@caobang.gov.vn',
        name: 'Nguyễn Văn An <Phòng A & B>',
        organization: 'caobang.gov.vn',
        pkcs12: Buffer.from('a key'),
        chain,
        account: {
          incoming: { host: 'mail.caobang.gov.vn', port: 993 },
          outgoing: { host: 'mail.caobang.gov.vn', port: 465 },
        },
      },
      () => `uuid-${++uuids}`,
    )
    const script = `import json, plistlib, sys
print(json.dumps(plistlib.loads(sys.stdin.buffer.read()), default=lambda data: data.hex()))`
    const { stdout } = spawnSync('python3', ['-c', script], { input: profile, encoding: 'utf8' })
    const { PayloadContent: payloads, ...whole } = JSON.parse(stdout)
    expect(whole).toMatchObject({ PayloadType: 'Configuration', PayloadVersion: 1 })
    const [trust, key, mail] = payloads
    expect(payloads).toHaveLength(3)
    expect(trust).toMatchObject({
      PayloadType: 'com.apple.security.root',
      PayloadContent: chain[0]!.toString('hex'),
    })
    expect(key).toMatchObject({
      PayloadType: 'com.apple.security.pkcs12',
      PayloadContent: Buffer.from('a key').toString('hex'),
    })
    expect(key).not.toHaveProperty('Password')
    expect(mail).toMatchObject({
      PayloadType: 'com.apple.mail.managed',
      EmailAccountName: 'Nguyễn Văn An <Phòng A & B>',
      IncomingMailServerPortNumber: 993,
      OutgoingMailServerPortNumber: 465,
      SMIMESigningCertificateUUID: key.PayloadUUID,
    })
    const all = [...payloads, whole].map(({ PayloadUUID }) => PayloadUUID)
    expect(new Set(all).size).toBe(all.length)
  },
)
