import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest'
import { LiveStream, type StreamListener } from '@/shared/live/stream'

// A server whose connections the test opens, feeds and breaks by hand.
interface Connection {
  lastEventId: string | null
  say: (text: string) => void
  end: () => void
}
let connections: Connection[]
let status: number
let listener: { [Name in keyof StreamListener]: Mock<StreamListener[Name]> }

beforeEach(() => {
  vi.useFakeTimers()
  connections = []
  status = 200
  listener = { news: vi.fn(), heard: vi.fn(), measured: vi.fn(), refused: vi.fn() }
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        connections.push({
          lastEventId: new Headers(init.headers).get('Last-Event-ID'),
          say: (text) => controller.enqueue(encoder.encode(text)),
          end: () => controller.close(),
        })
        init.signal?.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')))
      },
    })
    return Promise.resolve(new Response(body, { status }))
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const settle = () => vi.advanceTimersByTimeAsync(1)
const hello = (seq: number) => `id: ${seq}\nevent: hello\ndata: {"now_ms":5,"change_seq":${seq}}\n\n`
const change = (seq: number) => `id: ${seq}\nevent: change\ndata: {"seq":${seq},"kind":"order_changed"}\n\n`

describe('LiveStream', () => {
  it('reconnects with the last number it saw', async () => {
    const stream = new LiveStream('/live', listener)
    void stream.run()
    await settle()
    connections[0]!.say(hello(7) + change(8))
    await settle()
    connections[0]!.end()
    await vi.advanceTimersByTimeAsync(1300)
    expect(connections.map((connection) => connection.lastEventId)).toEqual([null, '8'])
    stream.close()
  })

  it('begins at the number of the list that the page has', async () => {
    const stream = new LiveStream('/live', listener)
    stream.resume.adopt(40)
    void stream.run()
    await settle()
    expect(connections[0]!.lastEventId).toBe('40')
    stream.close()
  })

  it('hears heartbeats, and gives a silent connection up after 20 s', async () => {
    const stream = new LiveStream('/live', listener)
    void stream.run()
    await settle()
    connections[0]!.say(hello(7))
    await vi.advanceTimersByTimeAsync(15_000)
    connections[0]!.say(': beat\n\n')
    await vi.advanceTimersByTimeAsync(15_000)
    expect(listener.heard).toHaveBeenCalledTimes(2)
    expect(connections).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(7000)
    expect(connections).toHaveLength(2)
    stream.close()
  })

  it('keeps trying while the server is away', async () => {
    status = 503
    const stream = new LiveStream('/live', listener)
    void stream.run()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(connections.length).toBeGreaterThan(4)
    stream.close()
  })

  it('stops for good when the session is over', async () => {
    status = 401
    const stream = new LiveStream('/live', listener)
    void stream.run()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(connections).toHaveLength(1)
    expect(listener.refused).toHaveBeenCalledExactlyOnceWith(401)
  })

  it('opens nothing more once closed', async () => {
    const stream = new LiveStream('/live', listener)
    void stream.run()
    await settle()
    stream.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(connections).toHaveLength(1)
  })
})
