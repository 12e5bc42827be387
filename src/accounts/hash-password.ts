import { hash, verify } from "@node-rs/argon2";

/** OWASP's second setting for argon2id, the library's default algorithm: 19 MiB, 2 passes, 1 lane (Password Storage Cheat Sheet). */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The argon2id hash of a password, exactly as typed, in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

export function verifyPassword(stored: string, password: string): Promise<boolean> {
  return verify(stored, password);
}
