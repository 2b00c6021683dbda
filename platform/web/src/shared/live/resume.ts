// Where the live stream must go on after a break, and when a gap cannot be closed. Pure: frames in, what to do out.

import type { components } from '@/shared/api/schema'
import type { SseFrame } from './sse'

export type LiveChange = components['schemas']['LiveChange']
export type LiveHello = components['schemas']['LiveHello']

export type LiveNews =
  | { kind: 'hello'; nowMs: number }
  | { kind: 'change'; change: LiveChange }
  // Fetch everything anew: what was missed is no longer to be had one by one.
  | { kind: 'resync' }

export class ResumePoint {
  private last: number | null = null

  // For the Last-Event-ID header; null until a first hello.
  get lastEventId(): string | null {
    return this.last === null ? null : String(this.last)
  }

  // What another tab, which led before, had seen.
  adopt(seq: number): void {
    this.last = Math.max(this.last ?? 0, seq)
  }

  // The frame's own number is the place to go on from; what is outside the caller's scope moves it without a change.
  take(frame: SseFrame): LiveNews[] {
    const before = this.last
    if (frame.id !== undefined && /^\d+$/.test(frame.id)) this.last = Number(frame.id)
    if (frame.data === '') return []
    switch (frame.event) {
      case 'hello':
        return this.hello(JSON.parse(frame.data) as LiveHello, before)
      case 'change':
        return [{ kind: 'change', change: JSON.parse(frame.data) as LiveChange }]
      case 'resync':
        return [{ kind: 'resync' }]
      default:
        return [] // a newer server may say more than this page knows
    }
  }

  private hello(hello: LiveHello, before: number | null): LiveNews[] {
    const news: LiveNews[] = [{ kind: 'hello', nowMs: hello.now_ms }]
    // A server that counts below what we saw has another past (a database restored from a backup).
    if (before !== null && hello.change_seq < before) news.push({ kind: 'resync' })
    return news
  }
}
