/** A reason at one place of the input: JSON pointer or parameter name. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

/** The one family of expected failures. `message` is for a person and says what to do. */
export class AppError extends Error {
  readonly status: number
  readonly title: string
  readonly errors: readonly FieldError[] | undefined
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined
  constructor(
    status: number,
    title: string,
    message: string,
    more: { errors?: readonly FieldError[]; retryAfter?: number } = {},
  ) {
    super(message)
    this.status = status
    this.title = title
    this.errors = more.errors
    this.retryAfter = more.retryAfter
  }
}

/** The thing is not there, or the caller may not know that it is: both look the same from outside. */
export class NotFound extends AppError {
  constructor(what: string) {
    super(404, 'Not found', `${what} was not found, or you have no access to it.`)
  }
}
export class Unauthenticated extends AppError {
  constructor(message = 'Sign in, or send a valid API key as "Authorization: Bearer ...".') {
    super(401, 'Not signed in', message)
  }
}
export class Forbidden extends AppError {
  constructor(message = 'Your role does not allow this. Ask an owner of your organization.') {
    super(403, 'Not allowed', message)
  }
}
export class Invalid extends AppError {
  constructor(message: string, errors?: readonly FieldError[]) {
    super(422, 'Not valid', message, errors ? { errors } : {})
  }
}
export class Conflict extends AppError {
  constructor(message: string) {
    super(409, 'Conflict', message)
  }
}
/** The statistics can't be had from this data; says what is missing. */
export class Refused extends AppError {
  constructor(message: string) {
    super(422, 'Not enough to say', message)
  }
}
export class TooLarge extends AppError {
  constructor(message: string) {
    super(413, 'Too large', message)
  }
}
export class TooManyRequests extends AppError {
  constructor(retryAfter: number) {
    super(429, 'Too many requests', `Too many requests. Try again in ${retryAfter} seconds.`, { retryAfter })
  }
}
export class Overloaded extends AppError {
  constructor(message: string, retryAfter = 2) {
    super(503, 'Busy', message, { retryAfter })
  }
}
