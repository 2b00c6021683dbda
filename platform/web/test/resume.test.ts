import { describe, expect, it } from 'vitest'
import { isSilent, reconnectDelayMs } from '@/shared/live/liveness'
import { ResumePoint } from '@/shared/live/resume'

const frame = (event: string, seq: number, data: object) => ({ id: String(seq), event, data: JSON.stringify(data) })
const hello = (seq: number) => frame('hello', seq, { now_ms: 5, change_seq: seq })
const resync = (seq: number) => frame('resync', seq, { now_ms: 5, change_seq: seq })
const change = (seq: number) => frame('change', seq, { seq, kind: 'order' })
const kinds = (news: { kind: string }[]) => news.map((one) => one.kind)

describe('ResumePoint', () => {
  it('starts where a first hello says', () => {
    const point = new ResumePoint()
    expect(point.lastEventId).toBeNull()
    point.take(hello(41))
    expect(point.lastEventId).toBe('41')
  })

  it('goes on from the list that the page has: what was missed comes, then the hello', () => {
    const point = new ResumePoint()
    point.adopt(40)
    expect(point.lastEventId).toBe('40')
    expect([change(41), change(42), hello(42)].flatMap((one) => kinds(point.take(one)))).toEqual(['change', 'change', 'hello'])
    expect(point.lastEventId).toBe('42')
  })

  it('moves on with heartbeats, so that quiet accounts do not ask for old changes', () => {
    const point = new ResumePoint()
    point.take(hello(40))
    expect(point.take({ id: '77', event: 'message', data: '' })).toEqual([])
    expect(point.lastEventId).toBe('77')
  })

  it('never steps back behind what another tab has seen', () => {
    const point = new ResumePoint()
    point.adopt(40)
    point.adopt(30)
    expect(point.lastEventId).toBe('40')
  })

  it('asks for everything when the server says so, and goes on from there', () => {
    const point = new ResumePoint()
    point.adopt(3)
    expect(kinds(point.take(resync(900)))).toEqual(['resync'])
    expect(kinds(point.take(hello(900)))).toEqual(['hello'])
    expect(point.lastEventId).toBe('900')
  })

  it('asks for everything when the server counts from an older past (a restored database)', () => {
    const point = new ResumePoint()
    point.adopt(500)
    expect(kinds(point.take(hello(200)))).toEqual(['hello', 'resync'])
    expect(point.lastEventId).toBe('200')
  })

  it('ignores events of a newer server, but not their number', () => {
    const point = new ResumePoint()
    expect(point.take(frame('weather', 8, {}))).toEqual([])
    expect(point.lastEventId).toBe('8')
  })
})

describe('liveness', () => {
  it('is silent after more than 20 s', () => {
    expect(isSilent(0, 20_000)).toBe(false)
    expect(isSilent(0, 20_001)).toBe(true)
  })

  it('reconnects after about a second, later more slowly, never all at once', () => {
    expect(reconnectDelayMs(0, 0)).toBe(750)
    expect(reconnectDelayMs(0, 0.999)).toBeCloseTo(1249.5)
    expect(reconnectDelayMs(1, 0.5)).toBe(2000)
    expect(reconnectDelayMs(50, 0.5)).toBe(4000)
  })
})
