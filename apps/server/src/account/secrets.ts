import { createHash } from 'node:crypto'

/** Random secrets (keys, tokens) are kept only so: nobody who reads the database can use them. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Hashes what people choose: slow on purpose, as the sign-in library does it best. */
export interface PasswordHasher {
  hashPassword(password: string): Promise<string>
}
