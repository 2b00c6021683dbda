import { describe, expect, it } from 'vitest'
import { age, clockTime, countdown, dateTime, shortTime } from '@/shared/browser/format'
import { t0 } from './orders'

describe('times read in Asia/Shanghai whatever the computer’s zone', () => {
  it.each([
    [t0, 'zh', '2026-11-22 14:32:05'],
    [t0, 'en', '22 Nov 2026 14:32:05'],
    [Date.UTC(2026, 11, 31, 16, 0, 0), 'zh', '2027-01-01 00:00:00'],
    [Date.UTC(2026, 11, 31, 15, 59, 59), 'zh', '2026-12-31 23:59:59'],
  ] as const)('%d in %s is %s', (ms, locale, text) => expect(dateTime(ms, locale)).toBe(text))

  it('leaves the date out on the same Shanghai day only', () => {
    const midnight = Date.UTC(2026, 10, 22, 16, 0, 0)
    expect(shortTime(midnight - 1, midnight - 1000, 'zh')).toBe('23:59:59')
    expect(shortTime(midnight - 1, midnight, 'zh')).toBe('2026-11-22 23:59:59')
  })

  it('shows hours, minutes and seconds', () => expect(clockTime(t0)).toBe('14:32:05'))
})

describe('countdown: limits are inclusive (RS-5)', () => {
  it.each([
    [180_000, false, '03:00'],
    [179_001, false, '03:00'],
    [179_000, false, '02:59'],
    [1000, false, '00:01'],
    [1, false, '00:01'],
    [0, false, '00:00'], // exactly 3:00.000 is in time
    [-1, true, '00:00'], // 3:00.001 is not
    [-999, true, '00:00'],
    [-1000, true, '00:01'],
    [-3_725_000, true, '1:02:05'],
    [3_600_000, false, '1:00:00'],
    [3_599_000, false, '59:59'],
  ])('with %d ms left: overdue %s, %s', (left, overdue, text) => {
    expect(countdown(t0 + left, t0)).toEqual({ overdue, text })
  })
})

describe('age', () => {
  it.each([
    [-5000, 'seconds', 0],
    [59_999, 'seconds', 59],
    [60_000, 'minutes', 1],
    [3_599_999, 'minutes', 59],
    [3_600_000, 'hours', 1],
    [86_399_999, 'hours', 23],
    [86_400_000, 'days', 1],
  ] as const)('after %d ms: %s, %d', (ms, unit, count) => expect(age(t0, t0 + ms)).toEqual({ unit, count }))
})
