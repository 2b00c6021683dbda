import { describe, expect, it } from 'vitest'
import { SseParser } from '@/shared/live/sse'

const text = ': hi\n\nevent: hello\ndata: {"a":1}\n\nid: 7\nevent: change\ndata: line 1\ndata: line 2\n\n'
const frames = [
  { event: 'hello', data: '{"a":1}' },
  { id: '7', event: 'change', data: 'line 1\nline 2' },
]

describe('SseParser', () => {
  it('reads frames and passes over comments', () => expect(new SseParser().push(text)).toEqual(frames))

  it('reads the same however the bytes are cut', () => {
    for (const ending of ['\n', '\r\n']) {
      const stream = text.replaceAll('\n', ending)
      for (let cut = 0; cut <= stream.length; ++cut) {
        const parser = new SseParser()
        expect([...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))]).toEqual(frames)
      }
    }
  })

  it('gives an id alone, which moves the place to resume from', () => {
    expect(new SseParser().push(':\nid: 9\n\n')).toEqual([{ id: '9', event: 'message', data: '' }])
  })

  it('gives nothing for a frame that is not finished', () => {
    expect(new SseParser().push('event: change\ndata: 1\n')).toEqual([])
  })

  it('does not carry an id or event over to the next frame', () => {
    expect(new SseParser().push('id: 1\nevent: x\ndata: 1\n\ndata: 2\n\n')[1]).toEqual({ event: 'message', data: '2' })
  })
})
