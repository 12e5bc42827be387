import type { Database } from "../../src/platform/db/index.ts";

/** `stored`: an event's row was made. `worked`: an outcome was written to it. `granted`: a change of access was noted. */
export type Act = Readonly<{ act: "stored" | "worked" | "granted"; subject: string; process: string }>;

/**
 * Lets the database itself write down which server process does what: each of them connects under its own
 * application_name.
 */
export async function watchWork({ pool }: Database): Promise<void> {
  await pool.query(`
    create table acts (act text not null, subject text not null, process text not null);
    create function note_act() returns trigger language plpgsql as $$
    begin
      insert into acts values (tg_argv[0], to_jsonb(new) ->> tg_argv[1], current_setting('application_name'));
      return null;
    end $$;
    create trigger stored after insert on webhook_events
      for each row execute function note_act('stored', 'event_id');
    create trigger worked after update of outcome on webhook_events
      for each row execute function note_act('worked', 'event_id');
    create trigger granted after insert on access_changes
      for each row execute function note_act('granted', 'user_id');`);
}

/** What the servers did since the last asking; the test's own connection has no name. */
export async function takeActs({ pool }: Database): Promise<Act[]> {
  return (await pool.query<Act>("delete from acts returning *")).rows.filter((each) => each.process !== "");
}

/** The environment of a server whose work is told apart by this name. */
export function nameProcess(env: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const url = new URL(env.DATABASE_URL ?? "");
  url.searchParams.set("application_name", name);
  return { ...env, DATABASE_URL: url.href };
}
