// One stream per browser, however many tabs: the tab that holds the Web Lock opens it and passes everything on over a
// BroadcastChannel. When that tab goes, the lock passes to another, which resumes where the first had come to.
// (One stream per tab would hang the seventh tab: HTTP/1.1 allows six connections.)

import { LiveStream } from './stream'
import type { LiveNews } from './resume'
import type { ClockSample } from './clock'

export interface LiveListener {
  news: (news: LiveNews) => void
  heard: () => void
  measured: (sample: ClockSample) => void
  refused: () => void
}

type Message =
  | { type: 'news'; news: LiveNews; seq: string | null }
  | { type: 'heard' }
  | { type: 'refused' }
  // A new tab asks how things stand; the leader answers with `heard` if they are well.
  | { type: 'ask' }

export class LiveFanout {
  private readonly channel = new BroadcastChannel('liftguard-live')
  private readonly stop = new AbortController()
  private stream: LiveStream | null = null
  private lastSeq: number | null = null
  private heardAt = -Infinity

  // Listens to the leading tab at once, so that nothing is missed while the page fetches its first list.
  constructor(
    private readonly url: string,
    private readonly listener: LiveListener,
  ) {
    this.channel.onmessage = (event: MessageEvent<Message>) => this.receive(event.data)
    this.channel.postMessage({ type: 'ask' } satisfies Message)
  }

  // Stands for leadership. `seq` is the newest change that the page's list contains: a stream goes on from there.
  start(seq: number): void {
    this.lastSeq = Math.max(this.lastSeq ?? 0, seq)
    navigator.locks
      .request('liftguard-live', { signal: this.stop.signal }, () => this.lead())
      .catch((error: unknown) => {
        if (!this.stop.signal.aborted) throw error
      })
  }

  close(): void {
    this.stop.abort()
    this.stream?.close()
    this.channel.close()
  }

  private async lead(): Promise<void> {
    if (this.stop.signal.aborted) return
    this.stream = new LiveStream(this.url, {
      news: (news, seq) => this.tell({ type: 'news', news, seq }),
      heard: () => {
        this.heardAt = performance.now()
        this.tell({ type: 'heard' })
      },
      measured: (sample) => this.listener.measured(sample),
      refused: () => this.tell({ type: 'refused' }),
    })
    if (this.lastSeq !== null) this.stream.resume.adopt(this.lastSeq)
    await this.stream.run()
  }

  private tell(message: Message): void {
    if (this.stop.signal.aborted) return
    this.channel.postMessage(message)
    this.deliver(message)
  }

  private receive(message: Message): void {
    if (message.type !== 'ask') {
      this.deliver(message)
    } else if (this.stream && performance.now() - this.heardAt < 15_000) {
      this.channel.postMessage({ type: 'heard' } satisfies Message)
    }
  }

  private deliver(message: Message): void {
    if (message.type === 'news') {
      if (message.seq !== null) this.lastSeq = Number(message.seq)
      this.listener.news(message.news)
    } else if (message.type === 'heard') {
      this.listener.heard()
    } else if (message.type === 'refused') {
      this.listener.refused()
    }
  }
}
