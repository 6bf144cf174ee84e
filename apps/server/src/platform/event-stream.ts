/**
 * Server-sent events: calls `next` twice a second and sends what it gives when it changed, until `finished`
 * says so or the client goes away.
 */
export function eventStream<T>(
  next: () => Promise<T>,
  finished: (value: T) => boolean,
  signal: AbortSignal,
): Response {
  const encoder = new TextEncoder()
  let last = ''
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        for (let quiet = 0; !signal.aborted; quiet++) {
          const value = await next()
          const text = JSON.stringify(value)
          const ends = finished(value)
          if (text !== last || quiet >= 30) {
            last = text
            controller.enqueue(encoder.encode(`data: ${text}\n\n`))
            if (ends) break
            return
          }
          await new Promise((resolve) => setTimeout(resolve, 500))
        }
        controller.close()
      } catch {
        // The client sees the end of the stream and asks again; the reason then comes as a problem.
        controller.close()
      }
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}
