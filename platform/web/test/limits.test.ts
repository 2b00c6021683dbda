import { describe, expect, it } from 'vitest'
import { limitRows, limitStatus } from '@/shared/domain/limits'
import { dispatch, t0 } from './orders'

const limit = { step: 'accepted', due_ms: t0 } as const

describe('limitStatus (RS-2, RS-5)', () => {
  it.each([
    ['running at the due time', limit, true, t0, 'running'],
    ['passed a millisecond later', limit, true, t0 + 1, 'passed'],
    ['met exactly at the due time', { ...limit, met_ms: t0 }, true, t0 + 9, 'met'],
    ['met a millisecond late', { ...limit, met_ms: t0 + 1 }, true, t0 + 9, 'met_late'],
    ['fired, then met: stays fired', { ...limit, fired_ms: t0 + 1, met_ms: t0 + 5 }, true, t0 + 9, 'met_late'],
    ['fired and owed', { ...limit, fired_ms: t0 + 1 }, true, t0 + 9, 'passed'],
    ['not needed any more', limit, false, t0 + 9, 'expired'],
    ['fired before it was not needed any more', { ...limit, fired_ms: t0 + 1 }, false, t0 + 9, 'passed'],
  ] as const)('%s', (_name, given, running, now, status) => expect(limitStatus(given, running, now)).toBe(status))

  it('shows one row a step: the latest round (RS-4)', () => {
    const rounds = [limit, { ...limit, due_ms: t0 + 60_000 }, { step: 'rescued', due_ms: t0 + 90_000 } as const]
    expect(limitRows(dispatch({ limits: rounds }), t0).map((row) => [row.step, row.dueMs - t0])).toEqual([
      ['accepted', 60_000],
      ['rescued', 90_000],
    ])
  })
})
