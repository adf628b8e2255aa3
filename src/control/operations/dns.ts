/** What the domain publishes: as it should be, and as the world is told. */
import * as z from 'zod'
import { ok } from '../../base/result.ts'
import { checkDns } from '../dns-check.ts'
import { dnsRecords } from '../dns-records.ts'
import { defineOperation } from '../operation.ts'

export const dnsOperations = {
  'dns.records': defineOperation({
    summary: 'List the DNS records to publish',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ config, dkim }) {
      return ok(dnsRecords(config.domain.name, config.server.hostname, await dkim.list()))
    },
  }),

  'dns.check': defineOperation({
    summary: 'Compare what is published with what should be',
    roles: ['administrator', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({}),
    async run({ config, dkim, dns }) {
      const keys = await dkim.list()
      return ok(await checkDns(dns, { domain: config.domain.name, hostname: config.server.hostname, keys }))
    },
  }),
}
