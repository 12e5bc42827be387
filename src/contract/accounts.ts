import { z } from "zod";

export const Email = z.email().max(254).meta({ example: "ada@example.com" });
/** Eight or more characters, no composition rule, exactly as typed. */
export const NewPassword = z
  .string()
  .min(8)
  .max(128)
  .meta({ description: "8 to 128 characters.", example: "correct horse battery" });
const GivenPassword = z.string().min(1).max(128);
const MailedToken = z.string().regex(/^[\w.~-]{16,200}$/);
/** A name in any script, without control characters. */
const Name = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);

export const SignUpRequest = z
  .strictObject({ email: Email, password: NewPassword, name: Name.optional() })
  .meta({ id: "SignUpRequest" });
export type SignUpRequest = z.infer<typeof SignUpRequest>;

export const SignInRequest = z.strictObject({ email: Email, password: GivenPassword }).meta({ id: "SignInRequest" });
export type SignInRequest = z.infer<typeof SignInRequest>;

export const User = z
  .object({
    id: z.string().meta({ example: "user_123abc" }),
    email: z.string(),
    name: z.string(),
    emailVerified: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

/** `user` is null when nobody is signed in: that is an answer, not an error. */
export const CurrentSession = z.object({ user: User.nullable() }).meta({ id: "CurrentSession" });
export type CurrentSession = z.infer<typeof CurrentSession>;

export const PasswordResetRequest = z.strictObject({ email: Email }).meta({ id: "PasswordResetRequest" });
export const PasswordResetCompletion = z
  .strictObject({ token: MailedToken, password: NewPassword })
  .meta({ id: "PasswordResetCompletion" });
export const PasswordChange = z
  .strictObject({ currentPassword: GivenPassword, newPassword: NewPassword })
  .meta({ id: "PasswordChange" });
export const EmailChangeRequest = z
  .strictObject({ email: Email, password: GivenPassword })
  .meta({ id: "EmailChangeRequest" });
export const MailedTokenBody = z.strictObject({ token: MailedToken }).meta({ id: "MailedToken" });
export const AccountDeletion = z.strictObject({ password: GivenPassword }).meta({ id: "AccountDeletion" });

/** Said in the same words whether or not the e-mail has an account. */
export const Accepted = z.object({ message: z.string() }).meta({ id: "Accepted" });
export type Accepted = z.infer<typeof Accepted>;

export const SignedInDevice = z
  .object({
    id: z.string(),
    current: z.boolean(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: "SignedInDevice" });
export const SignedInDeviceList = z.object({ sessions: z.array(SignedInDevice) }).meta({ id: "SignedInDeviceList" });
export type SignedInDeviceList = z.infer<typeof SignedInDeviceList>;
