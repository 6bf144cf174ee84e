import { Fragment, type ReactNode } from 'react'
import { pieces } from './rich-text.ts'

interface RichProps {
  /** A translated message with marks: `<e>3 sites</e> are behind`. */
  readonly text: string
  /** How each mark is drawn. */
  readonly marks: Readonly<Record<string, (text: string) => ReactNode>>
}

/** A message some parts of which are emphasised or linked; the translator decides where they stand. */
export function Rich({ text, marks }: RichProps) {
  return pieces(text).map((piece) => (
    <Fragment key={piece.at}>
      {piece.tag === null ? piece.text : (marks[piece.tag]?.(piece.text) ?? piece.text)}
    </Fragment>
  ))
}
