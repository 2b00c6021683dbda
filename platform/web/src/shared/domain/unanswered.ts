// Which intention a write stands for. A write that got no answer may have been done: the same content sent again is the
// same intention, with its key and version, so that the server can tell. Other content is another intention.

import type { Intention } from '@/shared/api/client'

export class Unanswered {
  private content = ''
  private intention: Intention | null = null

  constructor(private readonly newKey: () => string) {}

  intentionFor(content: unknown, version: number): Intention {
    const text = JSON.stringify(content)
    if (!this.intention || text !== this.content) {
      this.content = text
      this.intention = { key: this.newKey(), version }
    }
    return this.intention
  }

  answered(): void {
    this.intention = null
  }
}
