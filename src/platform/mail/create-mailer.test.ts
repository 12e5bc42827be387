import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../../../test/database.ts";
import { createMailer, listOutbox } from "./index.ts";

const MAIL = { to: "ada@example.com", subject: "Your week", text: "Paid.\n", html: "<p>Paid.</p>\n" };
const MESSAGE_ID = "<purchase-1@lsat.example>";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe("without a mail server", () => {
  const keeper = () =>
    createMailer({
      config: { smtpUrl: undefined, mailFrom: "us@lsat.example" },
      db: database.db,
      clock: () => new Date(),
    });

  it("keeps the HTML beside the text, and one mail of two tries to send the same", async () => {
    for (let tries = 0; tries < 2; tries++) await keeper().send({ ...MAIL, messageId: MESSAGE_ID });
    const kept = (await listOutbox(database.db)).filter(({ subject }) => subject === MAIL.subject);
    expect(kept).toEqual([{ ...MAIL, id: MESSAGE_ID, at: expect.any(String) }]);
  });

  it("keeps each mail that has no id of its own", async () => {
    const subject = "Only text";
    for (let tries = 0; tries < 2; tries++) await keeper().send({ to: MAIL.to, subject, text: "Hello.\n" });
    const kept = (await listOutbox(database.db)).filter((mail) => mail.subject === subject);
    expect(kept.map(({ html }) => html)).toEqual([null, null]);
  });
});

describe("with a mail server", () => {
  it("sends text and HTML as one mail, with the same Message-ID at each try", async () => {
    await using server = await receiveMails();
    const mailer = createMailer({
      config: { smtpUrl: server.url, mailFrom: "us@lsat.example" },
      db: database.db,
      clock: () => new Date(),
    });
    for (let tries = 0; tries < 2; tries++) await mailer.send({ ...MAIL, messageId: MESSAGE_ID });
    mailer.close();
    expect(server.mails).toHaveLength(2);
    for (const mail of server.mails) {
      expect(mail).toContain(`\nMessage-ID: ${MESSAGE_ID}\n`);
      expect(mail).toContain("multipart/alternative");
      expect(mail).toContain("<p>Paid.</p>");
    }
  });
});

/** As much of a mail server as it takes to receive: every command is answered, and DATA collected. */
async function receiveMails() {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let body: string[] | null = null;
    socket.write("220 mails here\r\n");
    createInterface({ input: socket }).on("line", (line) => {
      if (body === null) {
        if (line === "DATA") body = [];
        socket.write(line === "DATA" ? "354 go on\r\n" : line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
      } else if (line === ".") {
        mails.push(body.join("\n"));
        body = null;
        socket.write("250 ok\r\n");
      } else body.push(line);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.close();
    await once(server, "close");
  };
  return {
    mails,
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}?ignoreTLS=true`,
    [Symbol.asyncDispose]: close,
  };
}
