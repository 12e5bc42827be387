import { createHmac, timingSafeEqual } from "node:crypto";

/** `__Host-` binds the cookie to exactly this host over https; plain http (a demo on localhost) can't have it. */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith("https://") ? "__Host-session" : "session";
}

/** The part of better-auth's `advanced` options that makes its session cookie ours. */
export function sessionCookieOptions(publicUrl: string) {
  const secure = publicUrl.startsWith("https://");
  const attributes = { httpOnly: true, sameSite: "lax", path: "/", secure } as const;
  return {
    cookies: { session_token: { name: sessionCookieName(publicUrl), attributes } },
    defaultCookieAttributes: attributes,
  };
}

/**
 * The session token in a cookie value `token.signature` (HMAC-SHA-256 in base64, as better-auth signs it).
 * Null when the signature is not ours.
 */
export function readSignedToken(cookie: string, secret: string): string | null {
  const dot = cookie.lastIndexOf(".");
  if (dot < 1) return null;
  const token = cookie.slice(0, dot);
  const given = Buffer.from(cookie.slice(dot + 1));
  const ours = Buffer.from(createHmac("sha256", secret).update(token).digest("base64"));
  return given.length === ours.length && timingSafeEqual(given, ours) ? token : null;
}
