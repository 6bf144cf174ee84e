import { fonts } from '../app/theme.ts'

let ruler: CanvasRenderingContext2D | null | undefined

/** Width of a text in pixels, in the face of the app. */
export function measure(text: string, weight = 500, size = 13): number {
  ruler ??= document.createElement('canvas').getContext('2d')
  if (!ruler) return text.length * size * 0.55
  ruler.font = `${weight} ${size}px ${fonts.sans}`
  return ruler.measureText(text).width
}

/** Text cut to a width, with an ellipsis where something is missing. */
export function cut(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text
  let end = text.length - 1
  while (end > 1 && measure(`${text.slice(0, end)}…`) > width) end--
  return `${text.slice(0, end).trimEnd()}…`
}
