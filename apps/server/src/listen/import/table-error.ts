/** A file that cannot be read as a table at all. The message tells a person what to do about it. */
export class TableError extends Error {
  override readonly name = 'TableError'
}
