/** Print a table with aligned columns; numbers to the right. */
export function printTable(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const cells = [columns, ...rows].map((row) => row.map(String))
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => displayWidth(row[i] ?? ''))))
  cells.forEach((row, r) => {
    const line = row.map((cell, i) => {
      const pad = ' '.repeat(widths[i]! - displayWidth(cell))
      return typeof rows[0]?.[i] === 'number' ? pad + cell : cell + pad
    })
    console.log(line.join('  ').trimEnd())
    if (r === 0) console.log(widths.map((w) => '-'.repeat(w)).join('  '))
  })
}

/** Chinese, Japanese and Korean letters take two columns of a terminal. */
function displayWidth(text: string): number {
  let width = 0
  for (const char of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(char)
      ? 2
      : 1
  return width
}

/** Progress on one line of a terminal; silent elsewhere. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`)
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
