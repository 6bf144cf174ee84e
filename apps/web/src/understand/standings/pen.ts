import { safe } from '../safe.ts'

export type Bar = readonly [x: number, y1: number, y2: number]
export type Place = readonly [x: number, y: number]

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
  /** Many upright lines at once, each `[x, y1, y2]`: thousands cost as much as a few. */
  bars: (bars: readonly Bar[], stroke: string, width: number, opacity: number) => void
  dots: (places: readonly Place[], radius: number, fill: string) => void
  /** Open circles: figures to compare with. */
  rings: (places: readonly Place[], radius: number, stroke: string) => void
  text: (x: number, y: number, text: string, fill: string, anchor: 'start' | 'end') => void
}

export const fontSize = 12.5

function circles(pen: CanvasRenderingContext2D, places: readonly Place[], radius: number): void {
  pen.beginPath()
  for (const [x, y] of places) {
    pen.moveTo(x + radius, y)
    pen.arc(x, y, radius, 0, Math.PI * 2)
  }
}

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
    bars(bars, stroke, width, opacity) {
      pen.globalAlpha = opacity
      pen.strokeStyle = stroke
      pen.lineWidth = width
      pen.beginPath()
      for (const [x, y1, y2] of bars) {
        pen.moveTo(x, y1)
        pen.lineTo(x, y2)
      }
      pen.stroke()
      pen.globalAlpha = 1
    },
    dots(places, radius, fill) {
      pen.fillStyle = fill
      // Dots too small to look round are drawn as squares, which is several times faster.
      if (radius < 1.5) {
        for (const [x, y] of places) pen.fillRect(x - radius, y - radius, radius * 2, radius * 2)
        return
      }
      circles(pen, places, radius)
      pen.fill()
    },
    rings(places, radius, stroke) {
      pen.strokeStyle = stroke
      pen.lineWidth = 1
      circles(pen, places, radius)
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
    bars(bars, stroke, width, opacity) {
      const path = bars.map(([x, y1, y2]) => `M${at(x)} ${at(y1)}V${at(y2)}`).join('')
      parts.push(`<path d="${path}" stroke="${stroke}" stroke-width="${width}" opacity="${opacity}"/>`)
    },
    dots(places, radius, fill) {
      for (const [x, y] of places)
        parts.push(`<circle cx="${at(x)}" cy="${at(y)}" r="${radius}" fill="${fill}"/>`)
    },
    rings(places, radius, stroke) {
      for (const [x, y] of places)
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
