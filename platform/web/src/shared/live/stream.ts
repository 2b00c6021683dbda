// One connection to /live: opens it, reads it, opens it again after a break, until closed.

import { reconnectDelayMs, silenceMs } from './liveness'
import { ResumePoint, type LiveNews } from './resume'
import { SseParser } from './sse'

export interface StreamListener {
  news: (news: LiveNews, seq: string | null) => void
  // Bytes arrived: the server lives, even if it has nothing to tell.
  heard: () => void
  // A hello answers a request, so it also measures the server's clock. Monotonic milliseconds.
  measured: (sample: { sentAt: number; receivedAt: number; serverMs: number }) => void
  // The session is over, or may not do this: no use in trying again.
  refused: (status: number) => void
}

const refusals = new Set([401, 403])

export class LiveStream {
  private readonly abort = new AbortController()
  readonly resume = new ResumePoint()

  constructor(
    private readonly url: string,
    private readonly listener: StreamListener,
  ) {}

  // Runs until close() or a refusal.
  async run(): Promise<void> {
    for (let attempt = 0; !this.abort.signal.aborted; ++attempt) {
      try {
        const status = await this.connectOnce(() => (attempt = 0))
        if (refusals.has(status)) {
          this.listener.refused(status)
          return
        }
      } catch {
        // A broken or silent connection: wait and try again, as for one that ended.
      }
      await this.pause(reconnectDelayMs(attempt, Math.random()))
    }
  }

  close(): void {
    this.abort.abort()
  }

  // Reads one connection to its end; gives its status.
  private async connectOnce(connected: () => void): Promise<number> {
    const connection = new AbortController()
    const stop = () => connection.abort()
    this.abort.signal.addEventListener('abort', stop)
    let watchdog = setTimeout(stop, silenceMs)
    try {
      const sentAt = performance.now()
      const lastId = this.resume.lastEventId
      const response = await fetch(this.url, {
        headers: { Accept: 'text/event-stream', ...(lastId === null ? {} : { 'Last-Event-ID': lastId }) },
        cache: 'no-store',
        signal: connection.signal,
      })
      if (!response.ok || !response.body) return response.status
      connected()
      const reader = response.body.getReader()
      const decoder = new TextDecoder()
      const parser = new SseParser()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return response.status
        clearTimeout(watchdog)
        watchdog = setTimeout(stop, silenceMs)
        this.listener.heard()
        for (const frame of parser.push(decoder.decode(value, { stream: true }))) this.deliver(frame, sentAt)
      }
    } finally {
      clearTimeout(watchdog)
      this.abort.signal.removeEventListener('abort', stop)
    }
  }

  private deliver(frame: Parameters<ResumePoint['take']>[0], sentAt: number): void {
    for (const news of this.resume.take(frame)) {
      if (news.kind === 'hello')
        this.listener.measured({ sentAt, receivedAt: performance.now(), serverMs: news.nowMs })
      this.listener.news(news, this.resume.lastEventId)
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.abort.signal.aborted) return resolve()
      const timer = setTimeout(resolve, ms)
      this.abort.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
