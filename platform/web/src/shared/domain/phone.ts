// A masked number (138****0001) is no number to call.
export function isCallable(phone: string): boolean {
  return /^[+\d][\d -]+$/.test(phone)
}

export function telLink(phone: string): string {
  return `tel:${phone.replace(/[ -]/g, '')}`
}
