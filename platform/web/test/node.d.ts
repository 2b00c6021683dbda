// The little of node that the tests use; the pages are typed for browsers alone.
declare module 'node:fs' {
  export function readFileSync(path: string, encoding: 'utf8'): string
}
declare const process: { env: Record<string, string | undefined> }
