// How times, ages and countdowns read. Always in Asia/Shanghai, whatever the computer's zone and locale; no Intl, whose
// patterns differ from browser to browser. Shanghai has had no daylight saving time since 1991: a fixed offset is exact.

import type { Locale } from '@/shared/i18n'

const shanghaiMs = 8 * 3600_000
const monthsEn = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number) => String(value).padStart(2, '0')

// 2026-11-22 14:32:05 or 22 Nov 2026 14:32:05
export function dateTime(ms: number, locale: Locale): string {
  return `${date(ms, locale)} ${clockTime(ms)}`
}

export function date(ms: number, locale: Locale): string {
  const local = new Date(ms + shanghaiMs)
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()]
  return locale === 'zh' ? `${year}-${two(month + 1)}-${two(day)}` : `${day} ${monthsEn[month]} ${year}`
}

// 14:32:05
export function clockTime(ms: number): string {
  const local = new Date(ms + shanghaiMs)
  return [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(two).join(':')
}

// Only the time when it was on the same Shanghai day as `nowMs`, else the date as well.
export function shortTime(ms: number, nowMs: number, locale: Locale): string {
  const day = (t: number) => Math.floor((t + shanghaiMs) / 86_400_000)
  return day(ms) === day(nowMs) ? clockTime(ms) : dateTime(ms, locale)
}

// 02:05 or 1:02:05
function minutesSeconds(totalSeconds: number): string {
  const hours = Math.floor(totalSeconds / 3600)
  const minutes = Math.floor((totalSeconds % 3600) / 60)
  const rest = `${two(minutes)}:${two(totalSeconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

export interface Countdown {
  overdue: boolean
  // What is left, or by how much it is over.
  text: string
}

// Limits are inclusive: at exactly `dueMs` it is still in time. What is left is rounded up and what is over is rounded
// down, so that 00:00 shows only in the last instant and "over" never says more than is true.
export function countdown(dueMs: number, nowMs: number): Countdown {
  const left = dueMs - nowMs
  if (left >= 0) return { overdue: false, text: minutesSeconds(Math.ceil(left / 1000)) }
  return { overdue: true, text: minutesSeconds(Math.floor(-left / 1000)) }
}

export interface Age {
  unit: 'seconds' | 'minutes' | 'hours' | 'days'
  count: number
}

// How long ago, in its largest whole unit. A time in the future (clocks differ) is 0 s ago.
export function age(sinceMs: number, nowMs: number): Age {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000))
  if (seconds < 60) return { unit: 'seconds', count: seconds }
  if (seconds < 3600) return { unit: 'minutes', count: Math.floor(seconds / 60) }
  if (seconds < 86_400) return { unit: 'hours', count: Math.floor(seconds / 3600) }
  return { unit: 'days', count: Math.floor(seconds / 86_400) }
}
