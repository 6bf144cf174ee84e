/** A few strokes, drawn on a canvas or written as SVG: one drawing serves the screen and the exports. */
export interface Pen {
  rect: (x: number, y: number, width: number, height: number, fill: string) => void
  line: (
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    stroke: string,
    width: number,
    opacity?: number,
  ) => void
  dot: (x: number, y: number, radius: number, fill: string) => void
  /** Open circle: a figure to compare with. */
  ring: (x: number, y: number, radius: number, stroke: string) => void
  text: (x: number, y: number, text: string, fill: string, anchor: 'start' | 'end') => void
}

export const fontSize = 12.5

export function canvasPen(pen: CanvasRenderingContext2D, font: string): Pen {
  return {
    rect(x, y, width, height, fill) {
      pen.fillStyle = fill
      pen.fillRect(x, y, width, height)
    },
    line(x1, y1, x2, y2, stroke, width, opacity = 1) {
      pen.globalAlpha = opacity
      pen.strokeStyle = stroke
      pen.lineWidth = width
      pen.beginPath()
      pen.moveTo(x1, y1)
      pen.lineTo(x2, y2)
      pen.stroke()
      pen.globalAlpha = 1
    },
    dot(x, y, radius, fill) {
      pen.fillStyle = fill
      pen.beginPath()
      pen.arc(x, y, radius, 0, Math.PI * 2)
      pen.fill()
    },
    ring(x, y, radius, stroke) {
      pen.strokeStyle = stroke
      pen.lineWidth = 1
      pen.beginPath()
      pen.arc(x, y, radius, 0, Math.PI * 2)
      pen.stroke()
    },
    text(x, y, text, fill, anchor) {
      pen.font = `500 ${fontSize}px ${font}`
      pen.fillStyle = fill
      pen.textAlign = anchor === 'start' ? 'left' : 'right'
      pen.fillText(text, x, y)
    },
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const safe = (text: string) => text.replace(/[&<>"]/g, (c) => escapes[c] ?? c)
const at = (x: number) => x.toFixed(2)

/** Collects strokes as an SVG document. */
export function svgPen(font: string): Pen & { document: (width: number, height: number) => string } {
  const parts: string[] = []
  return {
    rect(x, y, width, height, fill) {
      parts.push(
        `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}"/>`,
      )
    },
    line(x1, y1, x2, y2, stroke, width, opacity = 1) {
      const ends = `x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"`
      parts.push(`<line ${ends} stroke="${stroke}" stroke-width="${width}" opacity="${opacity}"/>`)
    },
    dot(x, y, radius, fill) {
      parts.push(`<circle cx="${at(x)}" cy="${at(y)}" r="${radius}" fill="${fill}"/>`)
    },
    ring(x, y, radius, stroke) {
      parts.push(`<circle cx="${at(x)}" cy="${at(y)}" r="${radius}" fill="none" stroke="${stroke}"/>`)
    },
    text(x, y, text, fill, anchor) {
      parts.push(
        `<text x="${at(x)}" y="${at(y)}" fill="${fill}" text-anchor="${anchor}">${safe(text)}</text>`,
      )
    },
    document: (width, height) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="${safe(font)}" font-size="${fontSize}" font-weight="500">${parts.join('')}</svg>`,
  }
}
