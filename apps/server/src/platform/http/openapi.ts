import { type Endpoint, endpoints, problemSchema } from '@tandem/contract'
import { z } from 'zod'

type Json = Record<string, unknown>

/** Describe the API as OpenAPI 3.1, from the contract alone. */
export function createOpenApi(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [key, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const [method, path] = key.split(' ') as [string, string]
    paths[path] ??= {}
    paths[path][method.toLowerCase()] = operation(key, endpoint)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tandem',
      version,
      description:
        'Every figure comes with its interval and how it was computed. Errors are RFC 9457 problem details. Send an API key as a bearer token.',
      license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' },
    },
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'tandem.session_token' },
      },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  }
}

function operation(key: string, endpoint: Endpoint): Json {
  const status = String(endpoint.status ?? (endpoint.response === null ? 204 : 200))
  const body = endpoint.body
    ? { content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } }, required: true }
    : endpoint.rawBody
      ? { content: Object.fromEntries(endpoint.rawBody.map((type) => [type, {}])), required: true }
      : undefined
  return {
    operationId: operationId(key),
    summary: endpoint.summary,
    'x-permission': endpoint.permission,
    security: endpoint.permission === 'public' ? [] : [{ apiKey: [] }, { session: [] }],
    parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query')],
    ...(body ? { requestBody: body } : {}),
    responses: {
      [status]: { description: 'Done.', ...responseContent(endpoint) },
      default: {
        description: 'What is wrong, and what to do about it.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function responseContent(endpoint: Endpoint): Json {
  const { response } = endpoint
  if (response === null) return {}
  if (typeof response === 'string') return { content: { [response]: { schema: { type: 'string' } } } }
  return { content: { 'application/json': { schema: schemaOf(response, 'output') } } }
}

function parameters(schema: z.ZodObject | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return []
  const json = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || (json.required ?? []).includes(name),
    ...(property.description ? { description: property.description } : {}),
    schema: property,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return json
}

/** `GET /api/v1/units/{id}/overview` -> `getUnitsByIdOverview`. */
function operationId(key: string): string {
  const [method, path] = key.split(' ') as [string, string]
  const words = path
    .replace('/api/v1/', '')
    .split(/[/.-]/)
    .map((part) => part.replace(/^\{(.*)\}$/, 'by-$1'))
    .flatMap((part) => part.split('-'))
  return method.toLowerCase() + words.map((w) => w[0]!.toUpperCase() + w.slice(1)).join('')
}
