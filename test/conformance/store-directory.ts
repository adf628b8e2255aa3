import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import type { QueueState } from '../../src/ports/queue.ts'
import { addresses, agencies, letter, newBox, provision, value } from './letters.ts'
import type { MakePlace } from './store.ts'

export function directoryConformance(makePlace: MakePlace): void {
  describe('agencies and boxes', () => {
    it('are kept as given', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds, boxIds } = await provision(store)
      const { directory } = store.read
      expect(await directory.agencies()).toMatchObject([
        { ...agencies[0], boxes: 2 },
        { ...agencies[1], boxes: 1 },
        { ...agencies[2], boxes: 0, sectorDomains: ['gdt.gov.vn'] },
      ])
      expect(await directory.agencyById(agencyIds[1]!)).toEqual(await directory.agency('thucphan'))
      const box = (await directory.box(addresses[2]!))!
      expect(box).toMatchObject({
        id: boxIds[2],
        agencyId: agencyIds[1],
        agencyCode: 'thucphan',
        status: 'active',
        leader: false,
        initialPassword: true,
        usedBytes: 0,
        messages: 0,
        firstLoginAt: null,
        lastLoginAt: null,
      })
      expect(await directory.boxById(boxIds[2]!)).toEqual(box)
      expect(await directory.boxes({ agency: 'sokhcn' })).toHaveLength(2)
      expect(await directory.boxes({ kind: 'office' })).toHaveLength(0)
      expect(await directory.boxes({ status: 'active' })).toHaveLength(3)
      expect(await directory.box('khongco@caobang.gov.vn')).toBeUndefined()
    })

    it('name the officials, leavers left out', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const { directory } = store.read
      await store.write.setBoxStatus(boxIds[0]!, 'removed', 1)
      await store.write.setBoxStatus(boxIds[1]!, 'disabled', 1)
      const boxes = (await directory.boxes({})).filter(({ id }) => id !== boxIds[0])
      expect(await directory.officials()).toEqual(boxes.map(({ name, address }) => ({ name, address })))
    })

    it('are added all or none', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds } = await provision(store)
      const fresh = { ...agencies[0]!, code: 'soxd', name: 'Sở Xây dựng' }
      expect(await store.write.addAgencies([fresh, agencies[1]!])).toEqual({
        ok: false,
        error: { reason: 'exists', what: 'thucphan' },
      })
      expect(await store.read.directory.agency('soxd')).toBeUndefined()
      value(
        await store.write.addAliases([{ address: 'ban-bien-tap@caobang.gov.vn', targets: [addresses[0]!] }]),
      )
      for (const [second, error] of [
        [newBox(addresses[0]!, agencyIds[0]!), { reason: 'exists', what: addresses[0] }],
        [
          newBox('ban-bien-tap@caobang.gov.vn', agencyIds[0]!),
          { reason: 'exists', what: 'ban-bien-tap@caobang.gov.vn' },
        ],
        [newBox('b@caobang.gov.vn', 9999), { reason: 'not-found', what: 'agency 9999' }],
      ] as const) {
        const outcome = await store.write.addBoxes([newBox('moi@caobang.gov.vn', agencyIds[0]!), second])
        expect(outcome).toEqual({ ok: false, error })
        expect(await store.read.directory.box('moi@caobang.gov.vn')).toBeUndefined()
      }
    })

    it('change, and an agency in use stays', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { agencyIds } = await provision(store)
      const { directory } = store.read
      value(await store.write.changeAgency('thue', { staff: 175, sectorDomains: [] }))
      expect(await directory.agency('thue')).toMatchObject({
        staff: 175,
        sectorDomains: [],
      })
      value(
        await store.write.changeBox(addresses[1]!, {
          leader: true,
          position: 'Giám đốc',
          sign: 'always',
          signRequired: true,
          imapWithout: ['IDLE', 'STATUS=SIZE'],
          encrypt: 'possible',
          agencyId: agencyIds[2]!,
        }),
      )
      expect(await directory.box(addresses[1]!)).toMatchObject({
        leader: true,
        position: 'Giám đốc',
        sign: 'always',
        signRequired: true,
        imapWithout: ['IDLE', 'STATUS=SIZE'],
        encrypt: 'possible',
        agencyCode: 'thue',
        name: 'Hoàng Văn Dũng',
      })
      expect(await store.write.changeBox('khong@caobang.gov.vn', {})).toMatchObject({
        error: { reason: 'not-found' },
      })
      expect(await store.write.removeAgency('thue')).toEqual({
        ok: false,
        error: { reason: 'in-use', what: 'thue' },
      })
      value(await store.write.changeBox(addresses[1]!, { agencyId: agencyIds[0]! }))
      value(await store.write.removeAgency('thue'))
      expect(await directory.agency('thue')).toBeUndefined()
      expect(await directory.formerAgencies()).toEqual([{ id: agencyIds[2], code: 'thue' }])
      expect(await store.write.removeAgency('thue')).toMatchObject({ error: { reason: 'not-found' } })
    })

    it('record passwords and log-ins', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const box = boxIds[0]!
      expect(await store.read.directory.passwordHash(box)).toBeNull()
      await store.write.setPassword(box, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', false, 500)
      await store.write.recordLogin(box, 1000)
      await store.write.recordLogin(box, 2000)
      expect(await store.read.directory.passwordHash(box)).toContain('argon2id')
      expect(await store.read.directory.boxById(box)).toMatchObject({
        initialPassword: false,
        firstLoginAt: 1000,
        lastLoginAt: 2000,
      })
    })
  })

  describe('aliases', () => {
    it('lead to boxes, through aliases, and never in circles', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const { directory } = store.read
      value(
        await store.write.addAliases([
          { address: 'lanhdao@caobang.gov.vn', targets: [addresses[0]!, addresses[1]!] },
        ]),
      )
      value(
        await store.write.addAliases([
          {
            address: 'tatca@caobang.gov.vn',
            targets: ['lanhdao@caobang.gov.vn', addresses[2]!, addresses[0]!],
          },
        ]),
      )
      value(await store.write.addAliases([{ address: 'a@caobang.gov.vn', targets: ['b@caobang.gov.vn'] }]))
      value(await store.write.addAliases([{ address: 'b@caobang.gov.vn', targets: ['a@caobang.gov.vn'] }]))
      const idsOf = async (address: string) =>
        (await directory.recipient(address))?.boxes.map(box => box.id).sort()
      expect(await idsOf(addresses[0]!)).toEqual([boxIds[0]])
      expect((await directory.recipient(addresses[0]!))!.alias).toBeNull()
      expect(await idsOf('tatca@caobang.gov.vn')).toEqual([...boxIds].sort())
      expect((await directory.recipient('tatca@caobang.gov.vn'))!.alias).toBe('tatca@caobang.gov.vn')
      expect(await idsOf('a@caobang.gov.vn')).toBeUndefined()
      expect(await directory.addressesOf(boxIds[0]!)).toEqual([
        addresses[0],
        'lanhdao@caobang.gov.vn',
        'tatca@caobang.gov.vn',
      ])
      await store.write.setBoxStatus(boxIds[0]!, 'removed', 1)
      expect(await idsOf(addresses[0]!)).toBeUndefined()
      expect(await idsOf('lanhdao@caobang.gov.vn')).toEqual([boxIds[1]])
      value(await store.write.setAlias('lanhdao@caobang.gov.vn', [addresses[2]!]))
      expect(await idsOf('lanhdao@caobang.gov.vn')).toEqual([boxIds[2]])
      expect(await store.write.addAliases([{ address: addresses[1]!, targets: [] }])).toMatchObject({
        error: { reason: 'exists' },
      })
      expect(await store.write.addAliases([{ address: 'a@caobang.gov.vn', targets: [] }])).toMatchObject({
        error: { reason: 'exists' },
      })
      value(await store.write.removeAlias('a@caobang.gov.vn'))
      expect(await store.write.setAlias('a@caobang.gov.vn', [])).toMatchObject({
        error: { reason: 'not-found' },
      })
      expect((await directory.aliases()).map(alias => alias.address)).toEqual([
        'b@caobang.gov.vn',
        'lanhdao@caobang.gov.vn',
        'tatca@caobang.gov.vn',
      ])
    })
  })

  describe('app passwords, operators and the trail', () => {
    it('keeps app passwords of a box', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const password = {
        boxId: boxIds[0]!,
        label: 'Điện thoại',
        lookup: 'ab12',
        scram: '4096:a:b:c',
        createdAt: 5,
      }
      const id = await store.write.addAppPassword(password)
      await store.write.useAppPassword(id, 9)
      expect(await store.read.directory.appPasswords(boxIds[0]!)).toEqual([
        { ...password, id, lastUsedAt: 9 },
      ])
      expect(await store.write.removeAppPassword(boxIds[1]!, id)).toMatchObject({
        error: { reason: 'not-found' },
      })
      value(await store.write.removeAppPassword(boxIds[0]!, id))
      expect(await store.read.directory.appPasswords(boxIds[0]!)).toEqual([])
    })

    it('keep the passwords of before, newest first, and no more than so many', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const { directory } = store.read
      const box = boxIds[0]!
      expect(await directory.boxById(box)).toMatchObject({ passwordChangedAt: null })
      for (let i = 1; i <= defaultLimits.passwordHistory + 2; i++)
        await store.write.setPassword(box, `$argon2id$${i}`, false, i)
      await store.write.setPassword(boxIds[1]!, '$argon2id$other', true, 1)
      expect(await directory.boxById(box)).toMatchObject({ passwordChangedAt: 12 })
      const kept = Array.from({ length: defaultLimits.passwordHistory }, (_, i) => `$argon2id$${11 - i}`)
      expect(await directory.earlierPasswords(box)).toEqual(kept)
      expect(await directory.earlierPasswords(boxIds[1]!)).toEqual([])
    })

    it('that change, end what is logged in to the box, and to no other', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const [box, other] = [boxIds[0]!, boxIds[1]!]
      const app = { label: 'Điện thoại', lookup: 'aa', scram: 's', createdAt: 5 }
      const [own, others] = [
        await store.write.addAppPassword({ ...app, boxId: box }),
        await store.write.addAppPassword({ ...app, boxId: other, lookup: 'bb' }),
      ]
      const told: unknown[] = []
      store.onCommit(notice => told.push(notice))
      const ends = { kind: 'logged-out', box }
      await store.write.setPassword(box, '$argon2id$1', false, 1)
      expect(told.splice(0)).toEqual([ends])
      value(await store.write.removeAppPassword(box, own))
      expect(told.splice(0)).toEqual([ends])
      const factor = { boxId: box, totpSecret: 'sealed', lastStep: 1, recoveryCodes: [], enrolledAt: 5 }
      await store.write.putSecondFactor(factor)
      expect(told.splice(0)).toEqual([ends])
      expect(await store.write.removeAppPassword(box, others)).toMatchObject({ ok: false })
      await store.write.removeSecondFactor(box)
      expect(told).toEqual([])
    })

    it('keep a second factor, each of whose codes counts once', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const { directory } = store.read
      const [box, other] = [boxIds[0]!, boxIds[1]!]
      const factor = { boxId: box, totpSecret: 'sealed', lastStep: 100, enrolledAt: 5 }
      await store.write.putSecondFactor({ ...factor, recoveryCodes: ['aa', 'bb'] })
      expect(await directory.secondFactor(box)).toEqual({ ...factor, recoveryCodes: 2 })
      expect(await directory.secondFactor(other)).toBeUndefined()

      const steps = [100, 99, 101, 101, 103, 102].map(step => store.write.useTotpStep(box, step))
      expect(await Promise.all(steps)).toEqual([false, false, true, false, true, false])
      expect(await store.write.useTotpStep(other, 200)).toBe(false)
      const codes = ['aa', 'aa', 'cc'].map(hash => store.write.useRecoveryCode(box, hash))
      expect(await Promise.all(codes)).toEqual([true, false, false])
      expect(await store.write.useRecoveryCode(other, 'bb')).toBe(false)
      expect(await directory.secondFactor(box)).toEqual({ ...factor, lastStep: 103, recoveryCodes: 1 })

      await store.write.putSecondFactor({ ...factor, totpSecret: 'sealed anew', recoveryCodes: ['dd'] })
      expect(await store.write.useRecoveryCode(box, 'bb')).toBe(false)
      value(await store.write.removeSecondFactor(box))
      expect(await directory.secondFactor(box)).toBeUndefined()
      expect(await store.write.useRecoveryCode(box, 'dd')).toBe(false)
      expect(await store.write.removeSecondFactor(box)).toMatchObject({ error: { reason: 'not-found' } })
    })

    it('keeps operators and their sessions', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const operator = {
        name: 'kiemtoan',
        role: 'auditor',
        agencyId: null,
        passwordHash: '$argon2id$',
        totpSecret: null,
        createdAt: 1,
        appointment: {
          scope: { agencies: [3, 7], fromMs: 10, beforeMs: null },
          endsAt: 1000,
          decision: '12/QĐ-UBND',
        },
      } as const
      const id = await store.write.putOperator(operator)
      expect(await store.write.putOperator({ ...operator, totpSecret: 'JBSWY3DP' })).toBe(id)
      expect(await store.read.directory.operator('kiemtoan')).toEqual({
        ...operator,
        id,
        totpSecret: 'JBSWY3DP',
      })
      expect(await store.read.directory.operatorById(id)).toEqual(
        await store.read.directory.operator('kiemtoan'),
      )
      const session = { tokenHash: 'ff00', operatorId: id, createdAt: 1, expiresAt: 100, lastUsedAt: 1 }
      await store.write.putOperatorSession(session)
      expect(await store.read.directory.operatorSession('ff00')).toEqual(session)
      await store.write.touchOperatorSession('ff00', 60)
      expect(await store.read.directory.operatorSession('ff00')).toEqual({ ...session, lastUsedAt: 60 })
      await store.write.removeOperatorSession('ff00')
      expect(await store.read.directory.operatorSession('ff00')).toBeUndefined()
      await store.write.putOperatorSession(session)
      const steps = [100, 100, 99, 102, 101].map(step => store.write.useOperatorStep(id, step))
      expect(await Promise.all(steps)).toEqual([true, false, false, true, false])
      await store.write.putOperator(operator)
      expect(await store.write.useOperatorStep(id, 102)).toBe(false)
      value(await store.write.removeOperator('kiemtoan'))
      expect(await store.read.directory.operators()).toEqual([])
      expect(await store.read.directory.operatorSession('ff00')).toBeUndefined()
      expect(await store.write.removeOperator('kiemtoan')).toMatchObject({ error: { reason: 'not-found' } })
    })

    it('keeps the trail, newest first', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const record = {
        operator: 'kiemtoan',
        role: 'auditor',
        operation: 'archive.search',
        detail: '{"sender":"a"}',
      }
      for (const at of [1, 2, 3]) await store.write.audit({ ...record, at })
      expect(await store.read.audit(2)).toEqual([
        { ...record, at: 3 },
        { ...record, at: 2 },
      ])
    })
  })

  describe('queue', () => {
    it('hands out what is due and keeps what became of it', async () => {
      await using place = await makePlace()
      await using store = await place.open()
      const { boxIds } = await provision(store)
      const item = { form: 'received', notify: '', orcpt: '' } as const
      const told: string[] = []
      store.onCommit(notice => told.push(notice.kind))
      const { entryId } = await store.write.commitMessage(
        letter({
          number: 1,
          to: [{ boxId: boxIds[1]! }],
          change: message => ({
            ...message,
            outbox: [
              { ...item, address: 'a@mic.gov.vn' },
              { ...item, address: 'b@mic.gov.vn' },
            ],
          }),
        }),
      )
      expect(told).toEqual(['arrived', 'queue'])
      const { queue } = store.read
      const now = Date.UTC(2026, 10, 23, 2)
      const due = await queue.due(now, 10)
      expect(due.map(one => one.address)).toEqual(['a@mic.gov.vn', 'b@mic.gov.vn'])
      expect(await queue.due(0, 10)).toEqual([])
      expect(await queue.nextDue()).toBe(due[0]!.nextAttemptAt)
      const change = (i: number, state: QueueState, nextAttemptAt: number) => ({
        id: due[i]!.id,
        state,
        attempts: 1,
        nextAttemptAt,
        lastReply: '451 4.7.1 Thử lại sau',
      })
      await store.write.changeQueue([change(0, 'delivered', now), change(1, 'waiting', now + 1)])
      expect(told).toEqual(['arrived', 'queue', 'queue'])
      expect(await queue.due(now, 10)).toEqual([])
      expect(await queue.nextDue()).toBe(now + 1)
      expect(await queue.item(due[1]!.id)).toMatchObject({
        attempts: 1,
        lastReply: '451 4.7.1 Thử lại sau',
        entryId,
      })
      expect(await queue.list({ state: 'delivered', limit: 10 })).toMatchObject([{ address: 'a@mic.gov.vn' }])
      expect(await queue.list({ entryId, limit: 10 })).toHaveLength(2)
      expect(await queue.list({ entryId: entryId + 1, limit: 10 })).toEqual([])
      await store.write.changeQueue([change(1, 'parked', now)])
      expect(await queue.nextDue()).toBeNull()
    })
  })
}
