/**
 * The baseline of the webhook benchmark: reads the body, verifies it unless BENCH_VERIFY is 0, inserts it, answers.
 * One commit an event, over a pool of the same size as ours, on the same PostgreSQL server.
 */
import { createServer } from "node:http";
import pg from "pg";
import { createStripe } from "../../src/billing/index.ts";
import { serveCalls } from "../workbench/serve-calls.ts";
import { listen, readBody } from "./listen.ts";
import { serverCalls } from "./server-calls.ts";

const { DATABASE_URL = "", BENCH_POOL_SIZE, STRIPE_WEBHOOK_SECRET = "", BENCH_VERIFY } = process.env;
const INSERT = "INSERT INTO bare_events (id, payload) VALUES ($1, $2) ON CONFLICT DO NOTHING";

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(BENCH_POOL_SIZE) });
pool.on("error", () => {});
const { webhooks } = createStripe({ secretKey: "sk_test_bench", apiBase: undefined });

async function store(body: string, signature: string): Promise<void> {
  const event: { id: string } =
    BENCH_VERIFY === "0" ? JSON.parse(body) : webhooks.constructEvent(body, signature, STRIPE_WEBHOOK_SECRET);
  await pool.query(INSERT, [event.id, body]);
}

const server = createServer((request, response) => {
  const send = (status: number, body: string) => {
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
    response.end(body);
  };
  readBody(request)
    .then((body) => store(body, String(request.headers["stripe-signature"])))
    .then(
      () => send(200, '{"received":true}'),
      (error: unknown) => send(500, JSON.stringify({ error: String(error) })),
    );
});
serveCalls(serverCalls(await listen(server)), () => pool.end());
