CREATE TABLE "billing_outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"task" jsonb NOT NULL,
	"state" text NOT NULL,
	"round" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "complimentary_grants" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"until" timestamp with time zone,
	"granted_at" timestamp with time zone NOT NULL,
	"granted_by" text NOT NULL,
	"reason" text NOT NULL,
	"revoked_at" timestamp with time zone,
	"revoked_by" text,
	"revoke_reason" text
);
--> statement-breakpoint
ALTER TABLE "billing_accounts" ADD COLUMN "access" jsonb;--> statement-breakpoint
ALTER TABLE "billing_accounts" ADD COLUMN "look_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outbox_mails" ADD COLUMN "html" text;--> statement-breakpoint
CREATE INDEX "billing_outbox_due_at" ON "billing_outbox" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "billing_outbox_user_id" ON "billing_outbox" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "billing_outbox_failed" ON "billing_outbox" USING btree ("created_at") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "complimentary_grants_user_id" ON "complimentary_grants" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "billing_accounts_look_at" ON "billing_accounts" USING btree ("look_at") WHERE look_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "webhook_events_user_id" ON "webhook_events" USING btree ("user_id") WHERE user_id IS NOT NULL;--> statement-breakpoint
-- Snapshots of before are read until the next fetch, which is due at once.
UPDATE "billing_accounts" SET "look_at" = now(), "snapshot" = jsonb_set("snapshot", '{subscriptions}', COALESCE((
  SELECT jsonb_agg('{"paidBy": "owner", "canceledForRefund": false, "renewalAmount": 0, "currency": "usd", "troubledCharges": [], "latestInvoice": null, "openInvoices": []}'::jsonb || subscription)
  FROM jsonb_array_elements("snapshot" -> 'subscriptions') AS subscription), '[]'::jsonb))
WHERE "snapshot" IS NOT NULL;
