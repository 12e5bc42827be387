import { expect } from "vitest";
import type { Access } from "../src/contract/index.ts";

export type Answer = Readonly<{ status: number; headers: Headers; text: string; json: unknown }>;
export type Student = Readonly<{ id: string; email: string; password: string; cookie: string }>;

export type Client = Readonly<{
  url: string;
  /** Sends a request; `json` becomes the body, `as` the signed-in student. */
  send(
    method: string,
    path: string,
    options?: { json?: unknown; body?: string; as?: Student; headers?: Record<string, string> },
  ): Promise<Answer>;
  /** A new account, signed in. */
  signUp(email?: string): Promise<Student>;
  signIn(email: string, password: string): Promise<Student>;
  /** Asks for a checkout and expects to get it: the session id. */
  checkout(userId: string, planId: string, as?: Student): Promise<string>;
  access(student: Student): Promise<Access>;
}>;

let students = 0;

export function createClient(url: string): Client {
  const send: Client["send"] = async (method, path, { json, body, as, headers } = {}) => {
    const sent = json === undefined ? body : JSON.stringify(json);
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: "manual",
      ...(sent === undefined ? {} : { body: sent }),
      headers: {
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...(as === undefined ? {} : { Cookie: as.cookie }),
        ...headers,
      },
    });
    const text = await response.text();
    const isJson = text !== "" && response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  };

  const signIn: Client["signIn"] = async (email, password) => {
    const answer = await send("POST", "/api/session", { json: { email, password } });
    expect(answer.status, answer.text).toBe(204);
    const cookie = answer.headers
      .getSetCookie()
      .map((each) => each.split(";")[0])
      .join("; ");
    const current = await send("GET", "/api/session", { headers: { Cookie: cookie } });
    const { user } = current.json as { user: { id: string } };
    return { id: user.id, email, password, cookie };
  };

  return {
    url,
    send,
    signIn,
    signUp: async (email = `student-${process.pid}-${++students}@example.com`) => {
      const password = "correct horse battery staple";
      const answer = await send("POST", "/api/accounts", { json: { email, password } });
      expect(answer.status, answer.text).toBe(202);
      return await signIn(email, password);
    },
    checkout: async (userId, planId, as) => {
      const answer = await send("POST", "/api/create-checkout-session", {
        json: { userId, planId },
        ...(as === undefined ? {} : { as }),
      });
      expect(answer.status, answer.text).toBe(200);
      return (answer.json as { sessionId: string }).sessionId;
    },
    access: async (as) => {
      const answer = await send("GET", "/api/access", { as });
      expect(answer.status, answer.text).toBe(200);
      return answer.json as Access;
    },
  };
}
