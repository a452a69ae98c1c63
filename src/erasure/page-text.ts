export function code(value: string): string {
  return `<code>${escaped(value)}</code>`
}

export function number(value: number): string {
  return escaped(value.toLocaleString('en-US'))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

export function escaped(value: string): string {
  return value.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
}
