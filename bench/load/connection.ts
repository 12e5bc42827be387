import { once } from "node:events";
import { connect, type Socket } from "node:net";

const PATIENCE_MS = 30_000;

export type Answer = Readonly<{ status: number; body: string }>;

/**
 * One keep-alive connection that sends requests made beforehand, one at a time. It understands just what the servers
 * of the benchmark answer (a body with Content-Length), so that the load costs little beside what it measures.
 */
export class Connection {
  readonly #socket: Socket;
  #received = "";
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error("no answer in time")));
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#waiting?.reject(error));
    socket.on("close", () => this.#waiting?.reject(new Error("connection closed")));
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new Connection(socket);
  }

  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received += chunk.toString("latin1");
    const bodyStart = this.#received.indexOf("\r\n\r\n") + 4;
    if (bodyStart < 4) return;
    const head = this.#received.slice(0, bodyStart);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) return void this.#socket.destroy(new Error("an answer without Content-Length"));
    const end = bodyStart + Number(length);
    if (this.#received.length < end) return;
    const answer = { status: Number(head.slice(9, 12)), body: this.#received.slice(bodyStart, end) };
    this.#received = this.#received.slice(end);
    this.#waiting?.resolve(answer);
  }
}
