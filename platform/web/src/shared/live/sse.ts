// Server-Sent Events out of a byte stream's text. Our own few lines instead of EventSource, because that hides the
// heartbeat comments (silence could not be told from quiet), the status code and the Last-Event-ID header.

export interface SseFrame {
  id?: string
  event: string
  // Empty for a frame of an id alone, which only moves the place to resume from.
  data: string
}

export class SseParser {
  private rest = ''
  private id: string | undefined
  private event = ''
  private data: string[] = []

  // Takes what arrived, gives the frames that it completes. Comments and unknown fields vanish.
  push(text: string): SseFrame[] {
    const frames: SseFrame[] = []
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/)
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        const frame = this.finish()
        if (frame) frames.push(frame)
      } else {
        this.take(line)
      }
    }
    return frames
  }

  private take(line: string): void {
    const colon = line.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.data.push(value)
    else if (field === 'event') this.event = value
    else if (field === 'id') this.id = value
  }

  private finish(): SseFrame | null {
    const { id, data, event } = this
    this.id = undefined
    this.event = ''
    this.data = []
    if (data.length === 0 && id === undefined) return null
    return { ...(id === undefined ? {} : { id }), event: event || 'message', data: data.join('\n') }
  }
}
